package platform

// Which subjects a job can present, as the data says it.

// A Subject says which subjects one job can present.
type Subject struct {
	// Setting names the setting whose value picks the presentations; empty:
	// each form has one subject.
	Setting string              `yaml:"setting"`
	Picks   map[string][]string `yaml:"picks"` // setting's value → presentations
	// Components make the subject from claims, "name:value" joined by ":", in
	// the order that the setting gives.
	Components []string `yaml:"components"`
	// Closed is the fact by which no project can have other components.
	Closed string `yaml:"closed"`
	// AnyClaim: subjects of others may have every claim that is a text as a component
	// beside those.
	AnyClaim   bool     `yaml:"any_claim"`
	First      []string `yaml:"first"`       // components that may stand first
	OtherFirst []string `yaml:"other_first"` // variables or literals that strangers' subjects may start with
	Tenants    []string `yaml:"tenants"`     // variables that say whose project it is, the surest first
	Fact       string   `yaml:"fact"`
	// Owners are the tenants of which one alone says whose project it is; none:
	// those that strangers' subjects start with.
	Owners []string `yaml:"owners"`
	// TenantKeys say whose job it is in a subject of components.
	TenantKeys TenantKeys `yaml:"tenant_keys"`
	// Spelled are components that are spelled otherwise than name:value: format →
	// template. "" is every format.
	Spelled map[string]map[string]string `yaml:"spelled"`
	// Whole: a job without a component's claim has no subject; else the component
	// is dropped.
	Whole   bool    `yaml:"whole"`
	Formats Formats `yaml:"formats"`

	spelled map[string]map[string]Template
}
