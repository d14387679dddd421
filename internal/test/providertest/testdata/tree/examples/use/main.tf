module "role" {
  source = "../../modules/role"
  word   = "hello"
}

output "word" {
  value = module.role.word
}
