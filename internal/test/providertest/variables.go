package providertest

// Input variables of a configuration.

import (
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
)

// Variables are values for the input variables of a root module.
type Variables interface {
	// arguments returns the command line arguments that pass the values; files
	// they name are made below dir.
	arguments(dir string) ([]string, error)
}

// Vars are variables by name, of any type that encodes to JSON. They are
// passed as a .tfvars.json file.
type Vars map[string]any

func (v Vars) arguments(dir string) ([]string, error) {
	if len(v) == 0 {
		return nil, nil
	}
	data, err := json.Marshal(map[string]any(v))
	if err != nil {
		return nil, fmt.Errorf("variables: %w", err)
	}
	file, err := os.CreateTemp(dir, "*.tfvars.json")
	if err != nil {
		return nil, err
	}
	if _, err := file.Write(data); err != nil {
		file.Close()
		return nil, err
	}
	return []string{"-var-file=" + file.Name()}, file.Close()
}

// VarFlags are variables by name, passed as -var on the command line. For a
// variable with no type, or a primitive one, the text is the value; for others
// it is an expression in HCL.
type VarFlags map[string]string

func (v VarFlags) arguments(string) ([]string, error) {
	args := make([]string, 0, len(v))
	for name, value := range v {
		if name == "" || strings.Contains(name, "=") {
			return nil, fmt.Errorf("%q is not the name of a variable", name)
		}
		args = append(args, "-var="+name+"="+value)
	}
	sort.Strings(args)
	return args, nil
}
