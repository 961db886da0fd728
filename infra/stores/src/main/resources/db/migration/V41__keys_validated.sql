-- The keys of V40, over all rows; programs read and write meanwhile.
do $$
declare k record;
begin
  for k in select conrelid::regclass as of_table, conname from pg_constraint where contype = 'f' and not convalidated
  loop
    execute format('alter table %s validate constraint %I', k.of_table, k.conname);
  end loop;
end $$;
