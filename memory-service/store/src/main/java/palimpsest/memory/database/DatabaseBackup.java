package palimpsest.memory.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import javax.sql.DataSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * All rows of all tables as a ZIP file: {@code backup.json} says of which schema version, and each table is one entry with
 * a JSON object a line, tables that others point to first. It is read in one snapshot, so that a runtime may go on meanwhile.
 */
public final class DatabaseBackup {

    private static final String HEAD = "backup.json";
    private static final int FORMAT = 1;
    private static final int AT_ONCE = 200;
    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String VERSION = "select version, version from flyway_schema_history where success and version is not null order by cast(version as integer) desc limit 1";
    private static final String COLUMNS = """
            select c.relname, string_agg(quote_ident(a.attname), ', ' order by a.attnum)
            from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname <> 'flyway_schema_history'
              and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
            group by c.relname order by c.relname
            """;
    private static final String REFERENCES = """
            select f.conrelid::regclass::text, f.confrelid::regclass::text from pg_constraint f
            where f.contype = 'f' and f.connamespace = current_schema()::regnamespace and f.conrelid <> f.confrelid
            """;
    private static final String SEQUENCES = """
            select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and a.attidentity <> ''
            """;

    private final DataSource dataSource;

    public DatabaseBackup(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** What a file holds. @param rows by table */
    public record Content(int format, String schemaVersion, Map<String, Long> rows) {}

    /** A file can't be restored; the message says why and what to do. */
    public static final class RestoreRefused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        RestoreRefused(String message) {
            super(message);
        }
    }

    /** Writes everything; the stream is not closed. */
    public Content write(OutputStream out) throws SQLException, IOException {
        try (Connection connection = dataSource.getConnection()) {
            int isolation = connection.getTransactionIsolation();
            // Said before the transaction: as its first statement it would come after the one that says for whom it works.
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            try {
                return write(connection, new ZipOutputStream(out));
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
                connection.setTransactionIsolation(isolation);
            }
        }
    }

    private static Content write(Connection connection, ZipOutputStream zip) throws SQLException, IOException {
        Map<String, Long> rows = new LinkedHashMap<>();
        for (Map.Entry<String, String> table : tables(connection).entrySet()) {
            zip.putNextEntry(new ZipEntry(table.getKey()));
            rows.put(table.getKey(), write(connection, table.getKey(), table.getValue(), zip));
            zip.closeEntry();
        }
        var content = new Content(FORMAT, pairs(connection, VERSION).getFirst()[0], rows);
        zip.putNextEntry(new ZipEntry(HEAD));
        zip.write(JSON.writeValueAsString(content).getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
        zip.finish();
        return content;
    }

    private static long write(Connection connection, String table, String columns, OutputStream out) throws SQLException, IOException {
        long written = 0;
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(AT_ONCE);
            try (var rows = statement.executeQuery("select row_to_json(r)::text from (select " + columns + " from " + table + ") r")) {
                for (; rows.next(); written++) {
                    out.write(rows.getString(1).getBytes(StandardCharsets.UTF_8));
                    out.write('\n');
                }
            }
        }
        return written;
    }

    private static long insert(Connection connection, String table, String columns, InputStream in) throws SQLException, IOException {
        long inserted = 0;
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        try (PreparedStatement statement = connection.prepareStatement("insert into " + table + " (" + columns + ") overriding system value select " + columns
                + " from json_populate_record(null::" + table + ", ?::json)")) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                statement.setString(1, line);
                statement.addBatch();
                if (++inserted % AT_ONCE == 0) {
                    statement.executeBatch();
                }
            }
            statement.executeBatch();
        }
        return inserted;
    }

    /**
     * Restores into a database that has this version's tables and no row in them: all or nothing.
     *
     * @throws RestoreRefused when the database is not empty, the file is none of ours, cut off, or of another schema version
     */
    public Content restore(InputStream in) throws SQLException, IOException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Content content = restore(connection, new ZipInputStream(in));
                connection.commit();
                return content;
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private static Content restore(Connection connection, ZipInputStream zip) throws SQLException, IOException {
        Map<String, String> tables = tables(connection);
        refuseRows(connection, tables);
        Map<String, Long> rows = new LinkedHashMap<>();
        Content content = null;
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (entry.getName().equals(HEAD)) {
                content = JSON.readValue(zip.readAllBytes(), Content.class);
            } else if (tables.containsKey(entry.getName())) {
                rows.put(entry.getName(), insert(connection, entry.getName(), tables.get(entry.getName()), zip));
            } else {
                throw new RestoreRefused("The file has a table " + entry.getName() + " that this version does not know: restore it with the version that wrote it.");
            }
        }
        check(connection, content, rows);
        followOn(connection);
        return content;
    }

    private static void check(Connection connection, Content content, Map<String, Long> rows) throws SQLException {
        if (content == null) {
            throw new RestoreRefused("The file is no backup, or was cut off: its end is missing.");
        }
        String version = pairs(connection, VERSION).getFirst()[0];
        if (content.format() != FORMAT || !version.equals(content.schemaVersion())) {
            throw new RestoreRefused("The file is of schema version " + content.schemaVersion() + " and this database of " + version
                    + ": restore it with the version of Palimpsest that wrote it, then upgrade.");
        }
        if (!rows.equals(content.rows())) {
            throw new RestoreRefused("The file does not hold as many rows as it says: take another copy of it.");
        }
    }

    private static void refuseRows(Connection connection, Map<String, String> tables) throws SQLException {
        for (String table : tables.keySet()) {
            if (!pairs(connection, "select 1, 1 from " + table + " limit 1").isEmpty()) {
                throw new RestoreRefused("The database is not empty (table " + table + "): restore into a new one.");
            }
        }
    }

    /** Numbers given from now on come after those restored. */
    private static void followOn(Connection connection) throws SQLException {
        for (String[] column : pairs(connection, SEQUENCES)) {
            pairs(connection, "select setval(pg_get_serial_sequence('" + column[0] + "', '" + column[1] + "'), coalesce(max(" + column[1] + "), 0) + 1, false), 0 from "
                    + column[0]);
        }
    }

    /** Columns by table, in an order in which no row points to one that is not there yet. */
    private static Map<String, String> tables(Connection connection) throws SQLException {
        Map<String, String> left = new LinkedHashMap<>();
        pairs(connection, COLUMNS).forEach(table -> left.put(table[0], table[1]));
        List<String[]> references = pairs(connection, REFERENCES);
        Map<String, String> ordered = new LinkedHashMap<>();
        while (!left.isEmpty()) {
            String next = left.keySet().stream()
                    .filter(table -> references.stream().noneMatch(reference -> reference[0].equals(table) && left.containsKey(reference[1])))
                    .findFirst().orElseThrow(() -> new IllegalStateException("Tables point to each other in a circle: " + left.keySet()));
            ordered.put(next, left.remove(next));
        }
        return ordered;
    }

    private static List<String[]> pairs(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); var rows = statement.executeQuery(sql)) {
            List<String[]> pairs = new ArrayList<>();
            while (rows.next()) {
                pairs.add(new String[] {rows.getString(1), rows.getString(2)});
            }
            return pairs;
        }
    }
}
