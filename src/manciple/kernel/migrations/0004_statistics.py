"""Lets the runtime role bring the planner's statistics up to date; it may analyze nothing by itself."""

from django.conf import settings
from django.db import migrations

# As autovacuum decides, only at once: whoever loads ten thousand rows asks for them in the next second.
# A table is due when half of it is new, so that a load of any size looks at it a few times only.
FUNCTION = """
    CREATE OR REPLACE FUNCTION kernel_refresh_statistics() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
      due regclass;
      done integer := 0;
    BEGIN
      PERFORM pg_stat_force_next_flush();
      FOR due IN
        SELECT stat.relid FROM pg_stat_user_tables AS stat JOIN pg_class AS class ON class.oid = stat.relid
         WHERE class.relowner = current_user::regrole
           AND stat.n_mod_since_analyze > 50 + 0.5 * greatest(class.reltuples, 0)
      LOOP
        EXECUTE format('ANALYZE %s', due);
        done := done + 1;
      END LOOP;
      RETURN done;
    END $$;
    REVOKE ALL ON FUNCTION kernel_refresh_statistics() FROM PUBLIC;
"""


def runtime() -> str:
    """The role that serves requests."""
    return '"' + str(settings.DATABASES["default"]["USER"]) + '"'


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_upload")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION kernel_refresh_statistics()"),
        migrations.RunSQL(
            f"GRANT EXECUTE ON FUNCTION kernel_refresh_statistics() TO {runtime()}", migrations.RunSQL.noop
        ),
    ]
