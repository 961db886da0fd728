# The API wraps and unwraps data keys, and makes and rotates tenants' keys. It signs the audit log, with a key
# that it makes and does not rotate. It reads no provider's key.
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
  capabilities = ["create", "read", "update"]
}
path "transit/keys/cadre-signing/*" {
  capabilities = ["deny"]
}
path "transit/sign/cadre-signing" {
  capabilities = ["update"]
}
path "auth/token/lookup-self" {
  capabilities = ["read"]
}
path "auth/token/renew-self" {
  capabilities = ["update"]
}
