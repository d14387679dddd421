package rotation

// Keys as they are kept.

import "github.com/cioidc/terraform-provider-cioidc/internal/jwk"

// Material is a key as it is kept: texts, so that nothing has to be parsed where
// nothing is due.
type Material struct {
	KID, KIDFormat string
	Algorithm      string
	RSABits        int    // 0 for keys that are not RSA
	PrivatePEM     string // PKCS#8; "" where it is forgotten
	PublicPEM      string // PKIX
	PublicJWK      string
}

// Make makes the material of a new key.
func (set Settings) Make() (Material, error) {
	k, err := jwk.Generate(set.Algorithm, set.RSABits)
	if err != nil {
		return Material{}, err
	}
	if k, err = k.Named(set.KIDFormat); err != nil {
		return Material{}, err
	}
	return Material{
		KID: k.KID(), KIDFormat: set.KIDFormat, Algorithm: k.Algorithm(), RSABits: k.Bits(),
		PrivatePEM: k.PrivatePEM(), PublicPEM: k.PublicPEM(), PublicJWK: k.PublicJWK(),
	}, nil
}

// fits says whether a key is what the settings ask for.
func (set Settings) fits(m Material) bool {
	return m.KIDFormat == set.KIDFormat && m.Algorithm == set.Algorithm && (set.RSABits == 0 || m.RSABits == set.RSABits)
}

// public is the material without the private part.
func (m Material) public() Material {
	m.PrivatePEM = ""
	return m
}

// key is the key itself, with the private part where that is known.
func (m Material) key() (jwk.Key, error) {
	if m.PrivatePEM == "" {
		keys, _, err := jwk.ParseJSON(m.PublicJWK)
		if err != nil {
			return jwk.Key{}, err
		}
		return keys[0], nil
	}
	k, err := jwk.ParsePrivatePEM(m.PrivatePEM)
	if err != nil {
		return jwk.Key{}, err
	}
	if k, err = k.For(m.Algorithm); err != nil {
		return jwk.Key{}, err
	}
	return k.Named(m.KIDFormat)
}
