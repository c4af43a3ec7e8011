-- Looks as the database's owner, who sees all of it, at what somebody else has done.
create or replace function pg_temp.look(p_sql text) returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_seen jsonb;
begin
  execute p_sql into v_seen;
  return v_seen;
end $$;
grant execute on function pg_temp.look(text) to public;

-- Plays attempts as the principals they belong to and undoes each: nothing an attempt did is there when the next begins.
create or replace function pg_temp.play(p_groups jsonb) returns jsonb language plpgsql as $$
declare
  v_group jsonb;
  v_attempt jsonb;
  v_out jsonb := '[]';
  v_state text;
  v_message text;
  v_count bigint;
  v_rows jsonb;
begin
  for v_group in select g from jsonb_array_elements(p_groups) g loop
    begin
      execute v_group ->> 'become';
      for v_attempt in select a from jsonb_array_elements(v_group -> 'attempts') a loop
        v_count := 0;
        v_rows := null;
        v_message := null;
        begin
          if v_attempt ->> 'kind' = 'rows' then
            execute v_attempt ->> 'sql' into v_rows;
          elsif v_attempt ->> 'kind' = 'act' then
            execute v_attempt ->> 'sql' into v_message;
            v_rows := pg_temp.look(v_attempt ->> 'look');
          else
            execute v_attempt ->> 'sql';
            get diagnostics v_count = row_count;
            set constraints all immediate;
          end if;
          raise exception using errcode = 'QA000';
        exception
          when sqlstate 'QA000' then
            v_state := '00000';
          when others then
            get stacked diagnostics v_state = returned_sqlstate, v_message = message_text;
        end;
        v_out := v_out || jsonb_build_array(jsonb_build_object('state', v_state, 'message', v_message, 'count', v_count, 'rows', v_rows));
      end loop;
      raise exception using errcode = 'QA000';
    exception
      when sqlstate 'QA000' then
        null;
      when others then
        -- Stopped at the door: nothing could be attempted.
        get stacked diagnostics v_state = returned_sqlstate, v_message = message_text;
        select v_out || jsonb_agg(jsonb_build_object('state', v_state, 'message', v_message, 'count', 0, 'rows', null)) into v_out
          from jsonb_array_elements(v_group -> 'attempts');
    end;
  end loop;
  return v_out;
end $$;
-- The roles it plays run it themselves.
grant execute on function pg_temp.play(jsonb) to public;

-- Whether a condition holds; one that cannot be asked does not.
create or replace function pg_temp.holds(p_sql text) returns boolean language plpgsql as $$
declare
  v_holds boolean;
begin
  execute p_sql into v_holds;
  return coalesce(v_holds, true);
exception
  when others then
    return false;
end $$;
