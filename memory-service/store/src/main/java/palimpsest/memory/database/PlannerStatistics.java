package palimpsest.memory.database;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.tenant.TenantScope;

/**
 * The statistics of tables by which PostgreSQL's planner chooses between indexes ({@code ANALYZE}). A server's autovacuum collects them some minutes after the
 * rows; PGlite has no autovacuum, and of a table without statistics the planner takes a few rows for all and reads the table once for each word of a search.
 */
public final class PlannerStatistics {

    // By pages and not by the counts of pg_stat, which a killed server forgets. An index that is built, and a vacuum, count rows and pages, too, and collect nothing:
    // then only pg_stats tells, which hides the tables whose policies hold for the user (it never owns a database without autovacuum).
    private static final String STALE = """
            select format('%I.%I', n.nspname, c.relname)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = current_schema() and c.relkind = 'r' and pg_has_role(c.relowner, 'usage')
              and (cardinality(cast(:tables as text[])) = 0 or c.relname = any(:tables))
              and (c.reltuples < 0 and pg_relation_size(c.oid) > 0
                   or c.reltuples > 0 and not row_security_active(c.oid) and not exists (select from pg_stats s where s.schemaname = n.nspname and s.tablename = c.relname)
                   or pg_relation_size(c.oid) / cast(current_setting('block_size') as bigint) > c.relpages * 1.5 + 16)
            order by c.relname
            """;

    private final JdbcClient jdbc;
    private final List<String> tables;

    private PlannerStatistics(JdbcClient jdbc, List<String> tables) {
        this.jdbc = jdbc;
        this.tables = tables;
    }

    /** Of all tables of the connection's schema. */
    public static PlannerStatistics ofAll(JdbcClient jdbc) {
        return new PlannerStatistics(jdbc, List.of());
    }

    /** Of these tables of the connection's schema. */
    public static PlannerStatistics of(JdbcClient jdbc, String... tables) {
        return new PlannerStatistics(jdbc, List.of(tables));
    }

    /**
     * Collects those that were never collected and those of tables that have grown by half since: a table that grows from one row to many millions is read
     * some thirty times, at most 30,000 of its rows each time.
     *
     * @return the tables, with their schema, in order of name
     */
    public List<String> collect() {
        return TenantScope.overAll(() -> {
            List<String> stale = jdbc.sql(STALE).param("tables", tables.toArray(String[]::new)).query(String.class).list();
            // a name from the catalog, as format quotes it
            stale.forEach(table -> jdbc.sql("analyze " + table).update());
            return stale;
        });
    }
}
