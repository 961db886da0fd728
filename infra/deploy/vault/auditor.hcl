# An auditor sees which keys there are, their versions, and who may do what.
path "transit/keys" {
  capabilities = ["list"]
}
path "transit/keys/+" {
  capabilities = ["read"]
}
path "sys/policies/acl" {
  capabilities = ["list"]
}
path "sys/policies/acl/+" {
  capabilities = ["read"]
}
path "auth/token/lookup-self" {
  capabilities = ["read"]
}
path "auth/token/renew-self" {
  capabilities = ["update"]
}
