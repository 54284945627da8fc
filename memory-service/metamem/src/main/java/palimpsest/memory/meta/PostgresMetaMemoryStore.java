package palimpsest.memory.meta;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.meta.MetaMemoryVersion.Origin;
import tools.jackson.databind.json.JsonMapper;

/** {@link MetaMemoryStore} over PostgreSQL. The primary key decides between two writers. */
public final class PostgresMetaMemoryStore implements MetaMemoryStore {

    private static final String VERSION = "select number, origin, rules, operations, held_out, restores, evolution_id, created_at from meta_memory_version";

    private final JdbcClient jdbc;
    private final JsonMapper json = JsonMapper.builder().build();
    private final RuleOperations operations = new RuleOperations();

    public PostgresMetaMemoryStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public MetaMemoryVersion current(String tenant) {
        return jdbc.sql(VERSION + " where tenant = :tenant order by number desc limit 1").param("tenant", tenant).query(this::version).optional()
                .orElse(MetaMemoryVersion.NONE);
    }

    @Override
    public Optional<MetaMemoryVersion> version(String tenant, int number) {
        return number == 0 ? Optional.of(MetaMemoryVersion.NONE)
                : jdbc.sql(VERSION + " where tenant = :tenant and number = :number").param("tenant", tenant).param("number", number)
                        .query(this::version).optional();
    }

    @Override
    public List<MetaMemoryVersion> versions(String tenant) {
        return jdbc.sql(VERSION + " where tenant = :tenant order by number desc").param("tenant", tenant).query(this::version).list();
    }

    @Override
    public Optional<MetaMemoryVersion> append(String tenant, NewVersion version) {
        jdbc.sql("""
                insert into meta_memory_version (tenant, number, origin, rules, operations, held_out, restores, evolution_id, item)
                select :tenant, :number, :origin, :rules, :operations, :heldOut, cast(:restores as integer), cast(:evolution as uuid), :item
                where :number = 1 + (select coalesce(max(number), 0) from meta_memory_version where tenant = :tenant)
                on conflict do nothing
                """)
                .param("tenant", tenant).param("number", version.parent() + 1).param("origin", version.origin().name().toLowerCase(Locale.ROOT))
                .param("rules", json.writeValueAsString(version.rules().contents()))
                .param("operations", json.writeValueAsString(RuleOperations.toJson(version.operations())))
                .param("heldOut", version.heldOut() == null ? null : json.writeValueAsString(version.heldOut()))
                .param("restores", version.restores()).param("evolution", version.evolutionId()).param("item", version.item())
                .update();
        return stored(tenant, version);
    }

    /** The row that is there now under that number, if it is this one and no other's. */
    private Optional<MetaMemoryVersion> stored(String tenant, NewVersion version) {
        if (version.evolutionId() != null) {
            return jdbc.sql(VERSION + " where tenant = :tenant and evolution_id = :evolution and item = :item")
                    .param("tenant", tenant).param("evolution", version.evolutionId()).param("item", version.item()).query(this::version).optional();
        }
        return version(tenant, version.parent() + 1)
                .filter(found -> found.evolutionId() == null && found.origin() == version.origin() && found.rules().equals(version.rules()));
    }

    private MetaMemoryVersion version(ResultSet row, int number) throws SQLException {
        String heldOut = row.getString("held_out");
        return new MetaMemoryVersion(row.getInt("number"), Origin.valueOf(row.getString("origin").toUpperCase(Locale.ROOT)),
                new MetaMemoryRules(Arrays.asList(json.readValue(row.getString("rules"), String[].class))),
                operations.read(row.getString("operations")).orElse(List.of()),
                heldOut == null ? null : json.readValue(heldOut, PairedTest.class), row.getObject("restores", Integer.class),
                row.getObject("evolution_id", UUID.class), row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
