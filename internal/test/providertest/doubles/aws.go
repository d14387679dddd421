package doubles

// The double of hashicorp/aws: its schemas.

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// The account and partition that every AWS double lives in.
const (
	awsAccount   = "123456789012"
	awsPartition = "aws"
)

// awsDouble stands in for hashicorp/aws. Names, types and modes are those that
// `terraform providers schema -json` gives for 5.100.0; a test compares them
// where that provider is in a mirror. Limits: the service model of IAM and the
// page "IAM and STS quotas", read in 2026-11.
func awsDouble() Provider {
	return Provider{
		Name: "aws",
		Config: Block{
			Attrs: join(
				each(opt(str), "region", "access_key", "profile", "token", "skip_metadata_api_check", "sts_region", "custom_ca_bundle"),
				each(opt(str).sensitive(), "secret_key"),
				each(opt(boolean), "skip_credentials_validation", "skip_requesting_account_id", "skip_region_validation", "insecure", "s3_use_path_style", "use_fips_endpoint"),
				each(opt(number), "max_retries"),
				each(opt(strSet), "allowed_account_ids", "forbidden_account_ids"),
			),
			Blocks: map[string]Block{
				"endpoints":    {Set: true, Attrs: each(opt(str), "iam", "sts", "s3", "ec2", "kms", "ecr")},
				"default_tags": {Max: 1, Attrs: each(opt(strMap), "tags")},
				"assume_role_with_web_identity": {Max: 1, Attrs: each(opt(str),
					"role_arn", "session_name", "web_identity_token", "web_identity_token_file", "duration", "policy")},
			},
		},
		Resources: []Object{
			awsOIDCProvider(), awsRole(), awsBucket(), awsBucketAccess(), awsBucketPolicy(), awsBucketObject(),
			{
				Type: "aws_iam_role_policy",
				Attrs: join(
					map[string]Attr{
						"name":   optComp(str, func(v Values) any { return "terraform-" + digits(v.Text("role")) }).forceNew(),
						"policy": req(str),
						"id":     comp(str, func(v Values) any { return v.Text("role") + ":" + v.Text("name") }),
					},
					each(req(str).forceNew(), "role"),
				),
				Import: "role",
			},
			{
				Type: "aws_iam_role_policy_attachment",
				Attrs: join(
					each(req(str).forceNew(), "role", "policy_arn"),
					each(comp(str, func(v Values) any { return v.Text("role") + "-" + digits(v.Text("policy_arn")) }), "id"),
				),
				Check: func(v Values, report Report) {
					if arn, ok := v.Str("policy_arn"); ok && !strings.HasPrefix(arn, "arn:") {
						report("policy_arn", "%q is not an ARN", arn)
					}
				},
				Import: "role",
			},
		},
		DataSources: []Object{
			{
				Type: "aws_caller_identity",
				Attrs: map[string]Attr{
					"account_id": comp(str, constant(awsAccount)),
					"arn":        comp(str, constant("arn:aws:iam::"+awsAccount+":user/double")),
					"user_id":    comp(str, constant("AIDADOUBLE")),
					"id":         comp(str, constant(awsAccount)),
				},
			},
			{
				Type: "aws_partition",
				Attrs: map[string]Attr{
					"partition":          comp(str, constant(awsPartition)),
					"dns_suffix":         comp(str, constant("amazonaws.com")),
					"reverse_dns_prefix": comp(str, constant("com.amazonaws")),
					"id":                 comp(str, constant(awsPartition)),
				},
			},
		},
	}
}

// awsOIDCProvider keeps url as it was given; the official provider stores it
// without "https://" and suppresses the difference.
func awsOIDCProvider() Object {
	arn := func(v Values) any {
		return awsARN("oidc-provider/" + strings.TrimPrefix(v.Text("url"), "https://"))
	}
	return Object{
		Type: "aws_iam_openid_connect_provider",
		Attrs: map[string]Attr{
			"url":             req(str).forceNew(),
			"client_id_list":  req(strSet),
			"thumbprint_list": optComp(strs, constant(stringList("0123456789abcdef0123456789abcdef01234567"))),
			"tags":            opt(strMap),
			"tags_all":        tagsAll,
			"arn":             comp(str, arn),
			"id":              comp(str, arn),
		},
		Check:  checkAWSOIDCProvider,
		Import: "arn",
	}
}

func awsRole() Object {
	return Object{
		Type: "aws_iam_role",
		Attrs: map[string]Attr{
			"name": optComp(str, func(v Values) any {
				return v.Text("name_prefix") + digits(v.Text("assume_role_policy"))
			}).forceNew(),
			"name_prefix":           opt(str).forceNew(),
			"assume_role_policy":    req(str),
			"description":           opt(str),
			"path":                  def(str, "/").forceNew(),
			"max_session_duration":  def(number, 3600),
			"force_detach_policies": def(boolean, false),
			"permissions_boundary":  opt(str),
			"tags":                  opt(strMap),
			"tags_all":              tagsAll,
			"arn":                   comp(str, func(v Values) any { return awsARN("role" + v.Text("path") + v.Text("name")) }),
			"unique_id":             comp(str, func(v Values) any { return "AROA" + digits(v.Text("name"))[:17] }),
			"create_date":           comp(str, constant("2026-01-02T03:04:05Z")),
			"id":                    comp(str, same("name")),
		},
		Check:  checkAWSRole,
		Import: "name",
	}
}

func awsARN(resource string) string {
	return "arn:" + awsPartition + ":iam::" + awsAccount + ":" + resource
}

// tagsAll repeats tags; without any it is known after creation only. The
// default tags of the provider are left out.
var tagsAll = Attr{
	Type: strMap,
	Mode: OptionalComputed,
	AtPlan: func(v Values) any {
		if v.Null("tags") {
			return v.Raw("tags_all")
		}
		return v.Raw("tags")
	},
	AtApply: constant(map[string]tftypes.Value{}),
}
