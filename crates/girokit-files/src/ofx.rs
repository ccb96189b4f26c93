//! OFX statements, 1.x (SGML) and 2.x (XML).
