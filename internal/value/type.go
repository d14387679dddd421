package value

// Types of results, for packages that know nothing of Terraform.

// A Type is the type of a result: String, Bool or Number, or a List, Map or Object
// of further types. It is what Terraform's types are made of, for packages that
// know nothing of Terraform.
type Type struct {
	Kind  Kind            // String, Bool, Number, List or Map
	Elem  *Type           // of a List, or of a Map whose keys are data
	Attrs map[string]Type // of an object, a Map with these keys and no others
}

// The types without parts.
var (
	Text   = Type{Kind: String}
	Flag   = Type{Kind: Bool}
	Amount = Type{Kind: Number}
)

// ListOf is a list whose elements have the type.
func ListOf(elem Type) Type { return Type{Kind: List, Elem: &elem} }

// MapOf is a map whose values have the type.
func MapOf(elem Type) Type { return Type{Kind: Map, Elem: &elem} }

// ObjectOf is an object with these attributes.
func ObjectOf(attrs map[string]Type) Type { return Type{Kind: Map, Attrs: attrs} }

// Texts and TextMap are the types that most results have.
var (
	Texts   = ListOf(Text)
	TextMap = MapOf(Text)
)

// Later is a value that is known only after apply.
var Later = V{Kind: Unknown}

// TextOr is a text, or Later where it is not known.
func TextOr(s string, known bool) V {
	if !known {
		return Later
	}
	return Of(s)
}

// OfMap is a map of texts.
func OfMap[M ~map[string]string](m M) V {
	out := V{Kind: Map, Attrs: map[string]V{}}
	for k, s := range m {
		out.Attrs[k] = Of(s)
	}
	return out
}

// OfTexts is a list of texts.
func OfTexts(texts []string) V { return Of(append([]string{}, texts...)) }
