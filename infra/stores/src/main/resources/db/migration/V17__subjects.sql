-- People whom an identity provider vouches for (OpenID Connect).

-- Logins that have begun at a provider. Read before a tenant is known. Nonce and PKCE verifier stand nowhere: both are derived
-- from what the browser keeps.
create table oidc_login (
    state_sha256   text primary key,
    provider       text not null,
    browser_sha256 text not null,
    expires_at     timestamptz not null
);
grant select, insert, delete on oidc_login to ${appRole};

-- As principal_of_name, by who vouches for the account.
create function principal_of_subject(p_tenant uuid, p_issuer text, p_subject text)
returns table (account_id uuid, name text, kind text, roles text[], account_status text, sessions_from timestamptz,
               tenant_status text, operates boolean)
language plpgsql as $$
begin
  perform set_config('app.tenant_id', p_tenant::text, true);
  return query
    select a.id, a.name, a.kind, a.roles, a.status, a.sessions_from, t.status, t.operates
    from account a join tenant t on t.id = a.tenant_id
    where a.tenant_id = p_tenant and a.issuer = p_issuer and a.subject = p_subject;
end $$;
