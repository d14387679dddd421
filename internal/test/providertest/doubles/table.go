package doubles

// What a double is: tables of objects and attributes.

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Provider is a double of one official provider.
type Provider struct {
	// Name is its type, the prefix of its resources: "aws".
	Name string
	// Config is what its provider block accepts.
	Config Block
	// Resources and DataSources are its rows.
	Resources   []Object
	DataSources []Object
}

// Object is a double of one resource or data source.
type Object struct {
	// Type is the full type name, "aws_iam_role".
	Type string
	// Attrs are its arguments and attributes by name.
	Attrs map[string]Attr
	// Blocks are its nested blocks by name.
	Blocks map[string]Block
	// Check reports what the official provider or the platform would refuse.
	// It sees unknown values and passes over them.
	Check func(v Values, report Report)
	// Import names the argument that an import id sets besides id.
	Import string
}

// Report is called with each fault: the argument at fault, "" for none, and
// what is wrong.
type Report func(argument, format string, values ...any)

// Attr is an argument or attribute.
type Attr struct {
	Type      attr.Type
	Mode      Mode
	ForceNew  bool
	Sensitive bool
	// WriteOnly is a string that no plan and no state holds.
	WriteOnly bool
	// AtPlan gives the value when the configuration does not and it is known
	// while planning already: a default, or a copy of another argument.
	AtPlan func(Values) any
	// AtApply gives the value that the platform chooses on creation. An
	// attribute that nobody sets needs one of the two.
	AtApply func(Values) any
}

// Mode says who sets an attribute.
type Mode int

// The modes.
const (
	Required Mode = iota
	Optional
	Computed
	OptionalComputed
)

// Block is a nested block. At most Max of them may be there when Max is not 0.
type Block struct {
	Attrs  map[string]Attr
	Blocks map[string]Block
	Set    bool
	Max    int
}

// Types of attributes.
var (
	str     = types.StringType
	boolean = types.BoolType
	number  = types.Int64Type
	strs    = types.ListType{ElemType: types.StringType}
	strSet  = types.SetType{ElemType: types.StringType}
	strMap  = types.MapType{ElemType: types.StringType}
)

// Constructors keep the rows short.

// req is an argument that must be set.
func req(t attr.Type) Attr { return Attr{Type: t, Mode: Required} }

// opt is an argument that may be set.
func opt(t attr.Type) Attr { return Attr{Type: t, Mode: Optional} }

// comp is a value that the platform chooses.
func comp(t attr.Type, f func(Values) any) Attr { return Attr{Type: t, Mode: Computed, AtApply: f} }

// optComp is an argument that the platform chooses when it is not set.
func optComp(t attr.Type, f func(Values) any) Attr {
	return Attr{Type: t, Mode: OptionalComputed, AtApply: f}
}

// def is an argument with a default.
func def(t attr.Type, value any) Attr {
	return Attr{Type: t, Mode: OptionalComputed, AtPlan: constant(value)}
}

// forceNew makes a change of the argument replace the resource.
func (a Attr) forceNew() Attr { a.ForceNew = true; return a }

// sensitive hides the argument's value.
func (a Attr) sensitive() Attr { a.Sensitive = true; return a }

// writeOnly keeps the argument out of plan and state.
func (a Attr) writeOnly() Attr { a.WriteOnly = true; return a }

// constant always gives the value.
func constant(value any) func(Values) any { return func(Values) any { return value } }

// same gives the value of another attribute.
func same(name string) func(Values) any { return func(v Values) any { return v.Raw(name) } }

// each makes attributes of one kind.
func each(a Attr, names ...string) map[string]Attr {
	attrs := make(map[string]Attr, len(names))
	for _, name := range names {
		attrs[name] = a
	}
	return attrs
}

// join puts maps of attributes together.
func join(maps ...map[string]Attr) map[string]Attr {
	all := map[string]Attr{}
	for _, m := range maps {
		for name, a := range m {
			all[name] = a
		}
	}
	return all
}
