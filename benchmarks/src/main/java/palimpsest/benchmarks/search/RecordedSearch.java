package palimpsest.benchmarks.search;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.proxy.ParameterSetOperation;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;

/** The statements that a search sent, with their parameters: sent again by hand they are the same search without our code around it. */
record RecordedSearch(List<Statement> statements) {

    private record Statement(String sql, List<ParameterSetOperation> parameters) {}

    /** Notes the statements that go through a data source. */
    static final class Recorder {

        private final DataSource recorded;
        private final List<Statement> sent = new ArrayList<>();

        Recorder(DataSource source) {
            this.recorded = ProxyDataSourceBuilder.create(source).afterQuery((execution, queries) -> queries.forEach(this::note)).build();
        }

        private void note(QueryInfo query) {
            sent.add(new Statement(query.getQuery(), List.copyOf(query.getParametersList().getFirst())));
        }

        DataSource recorded() {
            return recorded;
        }

        /** What was sent since it was last asked. */
        RecordedSearch take() {
            var search = new RecordedSearch(List.copyOf(sent));
            sent.clear();
            return search;
        }
    }

    /** Sends every statement over one connection and reads all rows; how many there were. */
    int replay(DataSource source) throws SQLException {
        int rows = 0;
        try (Connection connection = source.getConnection()) {
            for (Statement statement : statements) {
                rows += rows(connection, statement);
            }
        }
        return rows;
    }

    private static int rows(Connection connection, Statement statement) throws SQLException {
        int rows = 0;
        try (PreparedStatement prepared = connection.prepareStatement(statement.sql())) {
            for (ParameterSetOperation parameter : statement.parameters()) {
                set(prepared, parameter);
            }
            try (ResultSet result = prepared.executeQuery()) {
                int columns = result.getMetaData().getColumnCount();
                for (; result.next(); rows++) {
                    for (int column = 1; column <= columns; column++) {
                        result.getObject(column);
                    }
                }
            }
        }
        return rows;
    }

    private static void set(PreparedStatement prepared, ParameterSetOperation parameter) throws SQLException {
        try {
            parameter.getMethod().invoke(prepared, parameter.getArgs());
        } catch (ReflectiveOperationException e) {
            throw new SQLException("A recorded parameter can't be set again", e);
        }
    }
}
