package platform

// What is known about a platform, and from where.

// A Fact is something known, or not quite known, about a platform.
type Fact struct {
	Status string `yaml:"status"` // verified or unverified
	Source string `yaml:"source"` // where it was read
	Date   string `yaml:"date"`   // when the source was written or read, YYYY-MM or YYYY-MM-DD
	Says   string `yaml:"says"`   // one sentence
}

// Verified reports whether a fact is verified; an unknown id is not.
func (p *Platform) Verified(fact string) bool { return p.Facts[fact].Status == "verified" }
