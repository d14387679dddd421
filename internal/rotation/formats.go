package rotation

// Keys in the formats of platforms' servers.

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// standbyDate is 2100-01-01, in Unix seconds.
const standbyDate = 4102444800

// FileName is the key's file in self-hosted Semaphore's directory of keys.
//
// Semaphore reads a time from the name, <unix seconds>.pem. Of the keys whose time
// is more than 3 × its cache time ago the newest signs, and keys whose time is
// more than 3 × its cache time before that key's are not published; all others
// are (semaphoreio/semaphore 5576978c,
// secrethub/lib/secrethub/open_id_connect/key_manager.ex). Real dates would make
// the server take turns by its own clock, with its cache time, and drop the
// outgoing key at that moment. So a key that signs or has signed has its serial
// for a time, seconds after 1970 and seconds apart, and the standby one in 2100.
func (k *Key) FileName() string {
	n := k.Serial
	if k.Phase == Standby {
		n += standbyDate
	}
	return strconv.Itoa(n) + ".pem"
}

// FilePEM is what is in that file: the private key while it is needed, the public
// one of a retained key.
func (k *Key) FilePEM() string {
	if k.PrivatePEM != "" {
		return k.PrivatePEM
	}
	return k.PublicPEM
}

// CircleCI is the value of CircleCI Server's oidc_service.json_web_keys: a JWK
// set in base64. The key that signs stands first and is the only one with its
// private part, so that the server cannot sign with another.
func (s *State) CircleCI() (string, error) {
	signing, err := s.SigningKey().key()
	if err != nil {
		return "", err
	}
	texts := []string{signing.PrivateJWK()}
	for _, k := range s.Keys {
		if k.Phase != Signing {
			texts = append(texts, k.PublicJWK)
		}
	}
	return base64.StdEncoding.EncodeToString([]byte(`{"keys":[` + strings.Join(texts, ",") + `]}`)), nil
}
