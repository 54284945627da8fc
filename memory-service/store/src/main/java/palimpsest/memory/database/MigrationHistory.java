package palimpsest.memory.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import javax.sql.DataSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * What Flyway wrote down of the migrations that ran, read without Flyway: most starts find nothing to do, and loading Flyway, its scan of the class path and
 * its statements take longer than all else that is done with the database before it can be used.
 */
final class MigrationHistory {

    private static final String TABLE = "flyway_schema_history";
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private MigrationHistory() {}

    /**
     * Whether exactly the migrations of this version ran, with the contents that they have here. All else, a failure to read it too, is for Flyway to judge and to tell.
     *
     * @param schema    that holds the history; null for the connection's first
     * @param migrations a folder of the class path, without slashes at its ends
     */
    static boolean isCurrent(DataSource dataSource, String schema, String migrations) {
        try {
            Map<String, Integer> applied = applied(dataSource, schema);
            return !applied.isEmpty() && applied.equals(available(migrations));
        } catch (SQLException | IOException e) {
            return false;
        }
    }

    /** Checksums by the name of the script; empty when there is no history, or one with more than scripts that ran. */
    private static Map<String, Integer> applied(DataSource dataSource, String schema) throws SQLException {
        Map<String, Integer> applied = new HashMap<>();
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            String table = table(connection, schema);
            if (table == null) {
                return Map.of();
            }
            try (ResultSet rows = statement.executeQuery("select script, checksum, success and type = 'SQL' from " + table + " where type <> 'SCHEMA'")) {
                while (rows.next()) {
                    int checksum = rows.getInt(2);
                    if (rows.wasNull() || !rows.getBoolean(3) || applied.put(rows.getString(1), checksum) != null) {
                        return Map.of();
                    }
                }
            }
        }
        return applied;
    }

    /** With its schema and quoted; null when there is none. */
    private static String table(Connection connection, String schema) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select name from (select format('%I.%I', coalesce(?::text, current_schema()), ?::text)) history (name) "
                + "where to_regclass(name) is not null")) {
            statement.setString(1, schema);
            statement.setString(2, TABLE);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    private static Map<String, Integer> available(String migrations) throws IOException {
        Map<String, Integer> available = new HashMap<>();
        var resolver = new PathMatchingResourcePatternResolver(MigrationHistory.class.getClassLoader());
        for (Resource script : resolver.getResources("classpath*:" + migrations + "/*.sql")) {
            available.put(script.getFilename(), checksum(script));
        }
        return available;
    }

    /** Flyway's own: of the lines without their ends, so that it is the same on all systems. */
    private static int checksum(Resource script) throws IOException {
        var checksum = new CRC32();
        try (var reader = new BufferedReader(new InputStreamReader(script.getInputStream(), StandardCharsets.UTF_8))) {
            boolean first = true;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String text = first && !line.isEmpty() && line.charAt(0) == BYTE_ORDER_MARK ? line.substring(1) : line;
                checksum.update(text.getBytes(StandardCharsets.UTF_8));
                first = false;
            }
        }
        return (int) checksum.getValue();
    }
}
