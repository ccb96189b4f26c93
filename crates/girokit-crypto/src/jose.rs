//! JWS, JWE and JWK.
