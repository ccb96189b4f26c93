//! CMS (PKCS#7).
