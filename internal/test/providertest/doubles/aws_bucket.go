package doubles

// The doubles of what a bucket with public documents takes.

func awsBucket() Object {
	return Object{
		Type: "aws_s3_bucket",
		Attrs: map[string]Attr{
			"bucket":        optComp(str, func(v Values) any { return v.Text("bucket_prefix") + "double" }).forceNew(),
			"bucket_prefix": opt(str).forceNew(),
			"force_destroy": def(boolean, false),
			"tags":          opt(strMap),
			"tags_all":      tagsAll,
			"arn":           comp(str, func(v Values) any { return "arn:" + awsPartition + ":s3:::" + v.Text("bucket") }),
			"id":            comp(str, same("bucket")),
		},
		Import: "bucket",
	}
}

func awsBucketAccess() Object {
	return Object{
		Type: "aws_s3_bucket_public_access_block",
		Attrs: join(
			map[string]Attr{
				"bucket": req(str).forceNew(),
				"id":     comp(str, same("bucket")),
			},
			each(opt(boolean), "block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"),
		),
		Import: "bucket",
	}
}

func awsBucketPolicy() Object {
	return Object{
		Type: "aws_s3_bucket_policy",
		Attrs: map[string]Attr{
			"bucket": req(str).forceNew(),
			"policy": req(str),
			"id":     comp(str, same("bucket")),
		},
		Import: "bucket",
	}
}

func awsBucketObject() Object {
	return Object{
		Type: "aws_s3_object",
		Attrs: join(
			each(req(str).forceNew(), "bucket", "key"),
			each(opt(str), "cache_control", "content", "source"),
			map[string]Attr{
				"content_type": optComp(str, constant("application/octet-stream")),
				"id":           comp(str, same("key")),
			},
		),
		Import: "key",
	}
}
