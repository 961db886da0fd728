# A worker does what the API does, but signs no audit log, and reads providers' keys.
path "transit/encrypt/+" {
  capabilities = ["update"]
}
path "transit/decrypt/+" {
  capabilities = ["update"]
}
path "transit/keys/+" {
  capabilities = ["create", "read", "update"]
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
path "secret/data/cadre/*" {
  capabilities = ["read"]
}
path "auth/token/lookup-self" {
  capabilities = ["read"]
}
path "auth/token/renew-self" {
  capabilities = ["update"]
}
