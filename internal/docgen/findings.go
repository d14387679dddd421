package main

// The pages of findings, one for each code.

import (
	"fmt"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/parties"
)

// findingsSection is where the navigation shows the pages about findings.
const findingsSection = "Findings"

var classes = map[lint.Class]string{
	lint.Rejected: "rejected: the relying party refuses the document",
	lint.Open:     "accepted but open: the relying party takes it, and too many get in",
	lint.Never:    "never matches: what is written lets nobody in, or not those who are meant",
	lint.Fragile:  "fragile: right today, or only surprising",
}

// findingPages are one page for each rule, and one that lists them, by file.
func findingPages(rules []lint.Rule) map[string]string {
	out := map[string]string{"findings.md": findingsIndex(rules)}
	for _, r := range rules {
		out[string(r.Code)+".md"] = findingPage(r)
	}
	return out
}

func findingsIndex(rules []lint.Rule) string {
	var b strings.Builder
	b.WriteString(front("Findings", findingsSection, "What trust_check can find in a trust document, and cioidc_live_issuer in what an issuer publishes."))
	b.WriteString("`trust_check` lists what is wrong with a trust document. Every finding has a code that keeps its meaning between releases, and a page of its own.\n\n" +
		"The **class** says what becomes of the document: it is *rejected* when it is created, *open* (accepted, and too many get in), it *never* matches, or it is *fragile*. " +
		"The **severity** is that of the worst case; a finding in a milder one is a step lower. " +
		"A finding that is **proved** carries a token that shows it, found among all that the platform can mint; one that is **searched** looked at all of them and has none to show; one that **reads text** looks at what is written, which may mean less than it seems to.\n\n" +
		"`ignore_findings = { CT021 = \"why\" }` takes a finding on.\n\n" + tableHead)
	for _, published := range []bool{false, true} {
		if published {
			b.WriteString("\n## What an issuer publishes\n\n`cioidc_live_issuer` fetches an issuer's documents and lists what is wrong with them. The class says what becomes of tokens then.\n\n" + tableHead)
		}
		for _, r := range rules {
			if (r.By == lint.Fetch) == published {
				fmt.Fprintf(&b, "| [%[1]s](%[1]s.md) | %s | %s | %s | %s | %s |\n", r.Code, r.Severity, r.Class, cell(r.Title), partiesOf(r), how(r, "proved", "searched", "reads text", "fetched"))
			}
		}
	}
	return b.String()
}

const tableHead = "| code | severity | class | finding | relying parties | how |\n|---|---|---|---|---|---|\n"

func findingPage(r lint.Rule) string {
	var b strings.Builder
	b.WriteString(front(string(r.Code)+": "+r.Title, findingsSection, r.Title+"."))
	fmt.Fprintf(&b, "- Severity: `%s`\n- Class: %s\n- Relying parties: %s\n- %s\n", r.Severity, classes[r.Class], partiesOf(r),
		how(r, "Proved: it carries a token that shows it", "Searched: every token of the platform was looked at, and there is none to show", "It reads text: what is written may mean less than it seems to",
			"It looks at what an issuer publishes at that moment, as `cioidc_live_issuer` fetches it"))
	fmt.Fprintf(&b, "\n## Why it matters\n\n%s\n\n## What to do\n\n%s\n\n## Source\n\n%s\n", sentence(r.Why), sentence(r.Fix), sentence(r.Source))
	if r.By != lint.Fetch {
		fmt.Fprintf(&b, "\nTo take it on, say why: `ignore_findings = { %s = \"…\" }`. ", r.Code)
	} else {
		b.WriteString("\n")
	}
	b.WriteString("All findings are listed in [Findings](findings.md).\n")
	return b.String()
}

func partiesOf(r lint.Rule) string {
	var out []string
	for _, p := range parties.All {
		if r.Of(p.Name) {
			out = append(out, p.Long)
		}
	}
	return strings.Join(out, ", ")
}

func how(r lint.Rule, proved, searched, text, fetched string) string {
	return map[lint.Evidence]string{lint.Text: text, lint.Proof: proved, lint.Search: searched, lint.Fetch: fetched}[r.By]
}

// line is a text in one line; a paragraph of Markdown is one anyway.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }

// sentence ends Markdown with a full stop.
func sentence(s string) string { return strings.TrimSuffix(line(s), ".") + "." }
