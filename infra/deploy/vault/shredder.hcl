# Who destroys versions and keys opens nothing with them. The key that signs the audit log stays.
path "transit/keys/+" {
  capabilities = ["read", "delete"]
}
path "transit/keys/+/config" {
  capabilities = ["update"]
}
path "transit/keys/+/trim" {
  capabilities = ["update"]
}
path "transit/keys/+/rotate" {
  capabilities = ["update"]
}
path "transit/keys/cadre-signing" {
  capabilities = ["deny"]
}
path "transit/keys/cadre-signing/*" {
  capabilities = ["deny"]
}
path "auth/token/lookup-self" {
  capabilities = ["read"]
}
path "auth/token/renew-self" {
  capabilities = ["update"]
}
