//! `#[derive(Iso8583)]` of girokit-iso8583; use it through that crate's feature `derive`, whose module `typed` documents it.
//!
//! ```
//! // What the macro is told: the data element of each field, and for an amount the one that holds its currency.
//! let attributes = "#[de(2)], #[de(4, currency = 49)], #[de(55, tag = 0x9F26)], #[de(43, part = 2)]";
//! assert!(attributes.contains("#[de(2)]"));
//! ```

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{
    Attribute, Data, DeriveInput, Error, Field, Fields, LitInt, LitStr, Result, Type,
    parse_macro_input,
};

/// Derives `girokit_iso8583::typed::Iso8583` for a struct with named fields, each with `#[de(...)]`.
#[proc_macro_derive(Iso8583, attributes(de, iso8583))]
pub fn derive(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input)
        .unwrap_or_else(|error| error.to_compile_error())
        .into()
}

/// What `#[de(...)]` says.
struct Place {
    number: u8,
    currency: Option<u8>,
    within: Option<Within>,
}

enum Within {
    Part(u8),
    Tag(u32),
    Text(String),
}

fn expand(input: &DeriveInput) -> Result<Tokens> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(
            input,
            "Iso8583 is derived for structs only",
        ));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(Error::new_spanned(input, "Iso8583 needs named fields"));
    };
    let mtis = mtis(&input.attrs)?;
    let mut places: Vec<(&Field, Place)> = Vec::new();
    let mut faults: Option<Error> = None;
    for field in &fields.named {
        match place(field) {
            Ok(place) => {
                let again = places.iter().any(|(_, other)| same(other, &place));
                if again {
                    join(
                        &mut faults,
                        Error::new(field.span(), "this element has a field already"),
                    );
                }
                places.push((field, place));
            }
            Err(error) => join(&mut faults, error),
        }
    }
    if let Some(error) = faults {
        return Err(error);
    }
    let name = &input.ident;
    let (generics, arguments, clause) = input.generics.split_for_impl();
    let numbers = numbers(&places);
    let reads = places.iter().map(|(field, place)| read(field, place));
    let names: Vec<_> = fields.named.iter().map(|field| &field.ident).collect();
    let writes = places.iter().map(|(field, place)| write(field, place));
    let checks = places.iter().map(|(field, place)| check(field, place));
    Ok(quote! {
        #[automatically_derived]
        impl #generics ::girokit_iso8583::typed::Iso8583 for #name #arguments #clause {
            const FIELDS: &'static [u8] = &[#(#numbers),*];
            const MTIS: &'static [u16] = &[#(#mtis),*];

            fn from_fields<S: ::girokit_iso8583::typed::Source>(
                source: &S,
            ) -> ::core::result::Result<Self, ::std::vec::Vec<::girokit_iso8583::Error>> {
                let mut problems = ::std::vec::Vec::new();
                ::girokit_iso8583::typed::check_mti(source, Self::MTIS, &mut problems);
                #(#reads)*
                match (#(#names,)*) {
                    (#(::core::option::Option::Some(#names),)*) if problems.is_empty() => {
                        ::core::result::Result::Ok(Self { #(#names),* })
                    }
                    _ => ::core::result::Result::Err(problems),
                }
            }

            fn write_to(
                &self,
                message: &mut ::girokit_iso8583::Message,
            ) -> ::core::result::Result<(), ::std::vec::Vec<::girokit_iso8583::Error>> {
                let mut problems = ::std::vec::Vec::new();
                #(#writes)*
                if problems.is_empty() {
                    ::core::result::Result::Ok(())
                } else {
                    ::core::result::Result::Err(problems)
                }
            }

            fn check_spec(spec: &::girokit_iso8583::Spec) -> ::std::vec::Vec<::girokit_iso8583::Error> {
                let mut problems = ::std::vec::Vec::new();
                #(#checks)*
                problems
            }
        }
    })
}

fn join(faults: &mut Option<Error>, error: Error) {
    match faults {
        Some(faults) => faults.combine(error),
        None => *faults = Some(error),
    }
}

fn same(one: &Place, other: &Place) -> bool {
    let key = |place: &Place| match &place.within {
        None => (0, 0, String::new()),
        Some(Within::Part(part)) => (1, u32::from(*part), String::new()),
        Some(Within::Tag(tag)) => (2, *tag, String::new()),
        Some(Within::Text(text)) => (3, 0, text.clone()),
    };
    one.number == other.number && key(one) == key(other)
}

/// Every data element that is touched, ascending, each once.
fn numbers(places: &[(&Field, Place)]) -> Vec<u8> {
    let mut numbers: Vec<u8> = places
        .iter()
        .flat_map(|(_, place)| [Some(place.number), place.currency])
        .flatten()
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// `#[iso8583(mti = "0200", mti = "0201")]` on the struct.
fn mtis(attributes: &[Attribute]) -> Result<Vec<u16>> {
    let mut mtis = Vec::new();
    for attribute in attributes {
        if !attribute.path().is_ident("iso8583") {
            continue;
        }
        attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("mti") {
                return Err(meta.error("expected mti = \"0200\""));
            }
            let text: LitStr = meta.value()?.parse()?;
            let digits = text.value();
            match digits.parse() {
                Ok(number) if digits.len() == 4 => mtis.push(number),
                _ => return Err(Error::new(text.span(), "expected four digits")),
            }
            Ok(())
        })?;
    }
    Ok(mtis)
}

/// `#[de(4, currency = 49)]` on a field.
fn place(field: &Field) -> Result<Place> {
    let Some(attribute) = field.attrs.iter().find(|it| it.path().is_ident("de")) else {
        return Err(Error::new(field.span(), "expected #[de(NUMBER)]"));
    };
    attribute.parse_args_with(|input: syn::parse::ParseStream<'_>| {
        let mut place = Place {
            number: number(&input.parse()?)?,
            currency: None,
            within: None,
        };
        while !input.is_empty() {
            input.parse::<syn::Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let key: syn::Ident = input.parse()?;
            input.parse::<syn::Token![=]>()?;
            match key.to_string().as_str() {
                "currency" => place.currency = Some(number(&input.parse()?)?),
                "part" => place.within = Some(Within::Part(number(&input.parse()?)?)),
                "tag" if input.peek(LitStr) => {
                    let text: LitStr = input.parse()?;
                    if !(1..=4).contains(&text.value().len()) || !text.value().is_ascii() {
                        return Err(Error::new(text.span(), "expected one to four characters"));
                    }
                    place.within = Some(Within::Text(text.value()));
                }
                "tag" => place.within = Some(Within::Tag(input.parse::<LitInt>()?.base10_parse()?)),
                _ => return Err(Error::new(key.span(), "expected currency, part or tag")),
            }
        }
        if place.currency.is_some() && place.within.is_some() {
            return Err(Error::new(
                attribute.span(),
                "an amount in a part names no currency",
            ));
        }
        Ok(place)
    })
}

fn number(literal: &LitInt) -> Result<u8> {
    match literal.base10_parse() {
        Ok(number @ 1..=192) => Ok(number),
        _ => Err(Error::new(literal.span(), "expected 1 to 192")),
    }
}

/// The type in an `Option`, if it is one.
fn optional(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else {
        return None;
    };
    let last = path.path.segments.last()?;
    if last.ident != "Option" {
        return None;
    }
    match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
            syn::GenericArgument::Type(ty) => Some(ty),
            _ => None,
        },
        _ => None,
    }
}

fn keys(place: &Place) -> Tokens {
    let number = place.number;
    let within = match &place.within {
        None => quote!(),
        Some(Within::Part(part)) => quote!(, ::girokit_iso8583::spec::Key::Number(#part)),
        Some(Within::Tag(tag)) => quote! {
            , ::girokit_iso8583::spec::Key::Tag(::girokit_iso8583::spec::Tag::binary(#tag))
        },
        Some(Within::Text(text)) => quote! {
            , ::girokit_iso8583::spec::Key::Tag(::girokit_iso8583::spec::Tag::text(#text))
        },
    };
    quote!(&[::girokit_iso8583::spec::Key::Number(#number) #within])
}

/// `let name: Option<Type> = ...`: `None` when a problem was reported.
fn read(field: &Field, place: &Place) -> Tokens {
    let (name, ty) = (&field.ident, &field.ty);
    let keys = keys(place);
    let inner = optional(ty).unwrap_or(ty);
    let value = if let Some(currency) = place.currency {
        quote_spanned! { ty.span() =>
            ::girokit_iso8583::typed::read_amount::<#inner, S>(source, #keys, #currency, &mut problems)
        }
    } else {
        quote_spanned! { ty.span() =>
            ::girokit_iso8583::typed::read::<#inner, S>(source, #keys, &mut problems)
        }
    };
    if optional(ty).is_some() {
        quote! {
            let #name = match #value {
                ::core::result::Result::Ok(value) => ::core::option::Option::Some(value),
                ::core::result::Result::Err(::girokit_iso8583::typed::Reported) => ::core::option::Option::None,
            };
        }
    } else {
        quote! {
            let #name = match #value {
                ::core::result::Result::Ok(value) => {
                    ::girokit_iso8583::typed::required(value, #keys, &mut problems)
                }
                ::core::result::Result::Err(::girokit_iso8583::typed::Reported) => ::core::option::Option::None,
            };
        }
    }
}

fn write(field: &Field, place: &Place) -> Tokens {
    let (name, ty) = (&field.ident, &field.ty);
    let keys = keys(place);
    let value = if optional(ty).is_some() {
        quote!(self.#name.as_ref())
    } else {
        quote!(::core::option::Option::Some(&self.#name))
    };
    if let Some(currency) = place.currency {
        quote! {
            ::girokit_iso8583::typed::write_amount(#value, message, #keys, #currency, &mut problems);
        }
    } else {
        quote! {
            ::girokit_iso8583::typed::write(#value, message, #keys, &mut problems);
        }
    }
}

fn check(field: &Field, place: &Place) -> Tokens {
    let ty = &field.ty;
    let inner = optional(ty).unwrap_or(ty);
    let keys = keys(place);
    let currency = place.currency.map(|currency| {
        quote! {
            ::girokit_iso8583::typed::check_currency(spec, #currency, &mut problems);
        }
    });
    let of = if place.currency.is_some() {
        quote!(::girokit_iso8583::typed::check_amount::<#inner>)
    } else {
        quote!(::girokit_iso8583::typed::check::<#inner>)
    };
    quote! {
        #of(spec, #keys, &mut problems);
        #currency
    }
}
