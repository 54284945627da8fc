package palimpsest.memory.connection;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@link ModelConnectionStore} over PostgreSQL. */
public final class PostgresModelConnectionStore implements ModelConnectionStore {

    private static final String COLUMNS = "name, provider, base_url, model_name, context_window, max_output_tokens, key_place, key_variable, input_price, cached_price, output_price";

    private final JdbcClient jdbc;

    public PostgresModelConnectionStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<ModelConnection> list(String tenant) {
        return jdbc.sql("select " + COLUMNS + " from model_connection where tenant = :tenant and deleted_at is null order by name").param("tenant", tenant)
                .query(PostgresModelConnectionStore::connection).list();
    }

    @Override
    public Optional<ModelConnection> find(String tenant, String name) {
        return jdbc.sql("select " + COLUMNS + " from model_connection where tenant = :tenant and name = :name and deleted_at is null")
                .param("tenant", tenant).param("name", name).query(PostgresModelConnectionStore::connection).optional();
    }

    @Override
    public boolean add(String tenant, ModelConnection connection) {
        return given("insert into model_connection (tenant, " + COLUMNS + """
                ) values (:tenant, :name, :provider, :url, :model, :window, :output, :place, :variable, :inputPrice, :cachedPrice, :outputPrice)
                on conflict (tenant, name) where deleted_at is null do nothing
                """, tenant, connection).update() == 1;
    }

    @Override
    public boolean change(String tenant, ModelConnection connection) {
        return given("""
                update model_connection set provider = :provider, base_url = :url, model_name = :model, context_window = :window, max_output_tokens = :output,
                       key_place = :place, key_variable = :variable, input_price = :inputPrice, cached_price = :cachedPrice, output_price = :outputPrice, changed_at = now()
                where tenant = :tenant and name = :name and deleted_at is null
                """, tenant, connection).update() == 1;
    }

    @Override
    public boolean delete(String tenant, String name) {
        return jdbc.sql("update model_connection set deleted_at = now() where tenant = :tenant and name = :name and deleted_at is null")
                .param("tenant", tenant).param("name", name).update() == 1;
    }

    private JdbcClient.StatementSpec given(String sql, String tenant, ModelConnection connection) {
        return jdbc.sql(sql).param("tenant", tenant).param("name", connection.name()).param("provider", connection.provider()).param("url", connection.baseUrl())
                .param("model", connection.modelName()).param("window", connection.window()).param("output", connection.maxOutputTokens())
                .param("place", connection.keyPlace().label()).param("variable", connection.keyVariable()).param("inputPrice", connection.inputPrice())
                .param("cachedPrice", connection.cachedInputPrice()).param("outputPrice", connection.outputPrice());
    }

    private static ModelConnection connection(ResultSet row, int number) throws SQLException {
        return new ModelConnection(row.getString("name"), row.getString("provider"), row.getString("base_url"), row.getString("model_name"),
                row.getInt("context_window"), row.getInt("max_output_tokens"), KeyPlace.labelled(row.getString("key_place")).orElseThrow(),
                row.getString("key_variable"), row.getDouble("input_price"), row.getObject("cached_price", Double.class), row.getDouble("output_price"));
    }
}
