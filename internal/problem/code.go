package problem

// The codes of problems, which never change their meaning.

// A Code names a kind of problem. Codes never change their meaning; users look
// them up in the generated guide "errors".
type Code string

// The codes. CE stops the plan, CW is a warning in the results.
const (
	UnknownName    Code = "CE101"
	WrongType      Code = "CE102"
	Missing        Code = "CE103"
	BadValue       Code = "CE104"
	Empty          Code = "CE105"
	Conflict       Code = "CE106"
	BadJobs        Code = "CE107"
	Malformed      Code = "CE108"
	TooMuch        Code = "CE109"
	BadKey         Code = "CE110"
	Disagree       Code = "CE112"
	Unreachable    Code = "CE111"
	Unenforced     Code = "CE201"
	Inexpressible  Code = "CE202"
	Split          Code = "CE203"
	Unverified     Code = "CE204"
	AddFilter      Code = "CE205"
	BadAudience    Code = "CE206"
	TooLong        Code = "CE207"
	BadCharacter   Code = "CE208"
	Wider          Code = "CE209"
	Narrower       Code = "CE210"
	Unproved       Code = "CE211"
	SizeWarning    Code = "CW301"
	SessionTags    Code = "CW302"
	NameOnly       Code = "CW303"
	UpperBound     Code = "CW304"
	AssumedSetting Code = "CW305"
	CustomAudience Code = "CW306"
	MayBeNarrower  Code = "CW307"
	MembersLeftOut Code = "CW308"
	JobLacks       Code = "CW309"
	OtherToken     Code = "CW310"
	Doubtful       Code = "CW311"
)

// A Doc explains a code to users; the guide is generated from these.
type Doc struct {
	Code  Code
	Title string
	Text  string
}

// Docs lists every code in order.
var Docs = []Doc{
	{UnknownName, "Unknown name", "A platform, filter, option or setting is not one that this provider knows. The text suggests the nearest name and lists the rest."},
	{WrongType, "Wrong type", "A value is of another type than the filter or option takes, for example a string where a list of strings is wanted."},
	{Missing, "Missing filter or option", "Something that must be said is not said. Nothing is trusted by omission: which project and which refs are meant must be written, `[\"*\"]` if all are."},
	{BadValue, "Invalid value", "A value cannot occur on the platform, so a document with it would admit nothing or something else: a slug with capitals, a UUID with a typo, a full ref where a branch name is wanted."},
	{Empty, "Empty or null value", "A list is empty, or holds null. An empty list would describe no job at all; leave the filter out if it is not to narrow."},
	{Conflict, "Arguments contradict each other", "Two filters, options or attributes together describe nothing, cannot both hold, or one cannot be given with the other."},
	{BadJobs, "Malformed jobs value", "The `jobs` value was not made by `jobs(…)` or a jobs data source, or was changed afterwards: an unknown platform, variable or form, or an issuer that does not fit the platform."},
	{Malformed, "Malformed document or token", "A policy, role, condition, claims object, subject or token cannot be read: broken JSON, a duplicate key, a token that is cut off, encrypted or wrapped. A token is a credential, so the text shows no part of it but the name of the member that it is about."},
	{TooMuch, "Too much to decide", "The question has more answers, or takes more steps, than are allowed. The limits count steps and bytes, never time, so the answer is the same everywhere."},
	{BadKey, "Key that cannot be used", "A PEM, JWK or JWK set is encrypted, cut off, a certificate, of a kind or size that is not taken, private where a public key is wanted, or its parts do not belong together. A private key is a credential, so the text shows no part of what was given."},
	{Unreachable, "Issuer cannot be fetched", "`cioidc_live_issuer` got no document, or one of another issuer: the connection or its certificate failed, the address is none of the public internet and `allow_private` is not set, the server redirected elsewhere or answered with another status than 200, the document is longer than 1 MiB or took more than 10 seconds, or its `issuer` is not the URL byte for byte."},
	{Disagree, "Job and description disagree", "The options of a pipeline and the description of its jobs do not fit together: the job would present a token that the trust document refuses. The text names both."},
	{Unenforced, "The relying party cannot see this", "The relying party never sees the claim that a filter is about, so the document would admit more jobs than described. `accept_unenforced = [\"<filter>\"]` takes the wider set; the summary then says so."},
	{Inexpressible, "No document can say exactly this", "Every document for this description would also admit another job, because both show the relying party the same claims. The text names the filter that repairs it."},
	{Split, "One document cannot hold this", "The relying party's document cannot hold this union or this many values. Split it into several roles or credentials as the text says."},
	{Unverified, "Rests on an unverified fact", "The document would be right only if a fact about the platform holds that nobody has verified. Such documents are not made."},
	{AddFilter, "A filter must be added", "The relying party matches exact values only, and this description leaves a value open. Add the filter that the text names."},
	{BadAudience, "Audience does not fit", "The audience is one that the platform's token will not carry, or the relying party needs one and none is given."},
	{TooLong, "Document too long", "The document or a value in it is longer than the relying party takes."},
	{BadCharacter, "Character that the document cannot hold", "The document's format cannot hold a character of the value, or would read it as something else."},
	{Wider, "Document would admit other jobs", "The compiled document was read back, and a job that is not described gets in; the text shows it with its token. No document is made."},
	{Narrower, "Document would keep a described job out", "The compiled document was read back, and it refuses a described job; the text shows it with its token. No document is made."},
	{Unproved, "Document is not proved", "It could not be proved that the compiled document admits no other job: the work of the proof was used up, or the answer hangs on an unverified fact, which `accept_unverified` takes on."},
	{SizeWarning, "Near a size quota", "The trust policy has more characters than AWS allows by default (2,048, quota L-C07B4B0D). It works once the quota is raised (up to 8,192)."},
	{SessionTags, "Token may carry session tags", "When the organization sends AWS session tags in its tokens, the role must also allow `sts:TagSession` (`session_tags = true`), else AWS refuses the token."},
	{NameOnly, "Names without an immutable id", "The description rests on a name that can be given up and taken over by somebody else. Pin the id as well."},
	{UpperBound, "Wider than described, as accepted", "`accept_unenforced` took a restriction away. The document admits more jobs than the description."},
	{AssumedSetting, "Rests on an assumption", "The document is right under an assumption about how the platform is set up, which the text states."},
	{CustomAudience, "Custom audience on Azure", "Microsoft documents its own audience as the only one; others are stored and work, but are not promised."},
	{MayBeNarrower, "May keep a described job out", "It could not be proved that the document admits every described job; it admits no other. The text says why."},
	{MembersLeftOut, "Members of a key left out", "A JWK holds members that verifying a token does not need, such as `x5c`; the set is written without them."},
	{JobLacks, "The job may lack something", "The steps of a pipeline need what the job may not have: a command that the image is not known to hold, a context."},
	{OtherToken, "Another token may be presented", "A helper that many put in place of the steps, or the command that asks for a chosen audience, presents another token than the jobs are described with, or nobody says which one."},
	{Doubtful, "Likely a mistake", "An option is taken as it is, and is more often than not a mistake: a token sent over plain HTTP, the `data/` of an API path in the path of a secret."},
}
