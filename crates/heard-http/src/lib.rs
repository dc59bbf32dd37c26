//! The door: the public API, one endpoint a file, and the server-rendered pages for respondents.
