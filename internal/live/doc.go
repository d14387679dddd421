// Package live fetches what an issuer publishes, its discovery document and its
// keys, and says what is wrong with them. It is the only package that opens a
// connection.
//
// What it connects to is bounded, since URLs may come from elsewhere and the
// second one comes from the issuer: https alone, with TLS 1.2 or newer and a
// certificate that is verified; addresses of the public internet, unless the
// caller allows others, checked when the connection is made, after the name was
// resolved; a redirect stays on its host and port; a document has at most 1 MiB
// and arrives within 10 s.
//
// What comes back is hostile. It is read strictly, texts of it are quoted and cut
// in messages, and members of private keys are never repeated. A document that
// cannot be read, or that is another issuer's, is a problem, and there are no
// keys then; what can be read and is wrong is a finding.
package live
