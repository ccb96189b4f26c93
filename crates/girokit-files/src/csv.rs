//! Statements in CSV, by declarative profiles: channel bills and bank exports.
