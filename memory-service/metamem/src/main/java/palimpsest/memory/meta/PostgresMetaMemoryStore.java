package palimpsest.memory.meta;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    public boolean inTable() {
        return true;
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

    /** A rule that a question proposed in these words is of its kind; one that was made of several proposals is of the kinds of all questions of its batch that proposed anything. */
    @Override
    public Map<String, Set<TaskKind>> learnedFrom(String tenant) {
        var learned = new LinkedHashMap<String, Set<TaskKind>>();
        jdbc.sql("""
                select v.number, v.operations, i.output, c.task, c.question_id
                from meta_memory_version v
                join meta_evolution_item i on i.tenant = v.tenant and i.evolution_id = v.evolution_id and i.kind = 'proposal' and i.key like v.item || '/%'
                join meta_training_case c on c.tenant = i.tenant and c.evolution_id = i.evolution_id and c.position = i.position
                where v.tenant = :tenant order by v.number
                """).param("tenant", tenant).query((row, n) -> new Proposed(row.getInt(1), contents(row.getString(2)), contents(row.getString(3)),
                        TaskKind.of(row.getString(4), row.getString(5)))).list().stream().collect(Collectors.groupingBy(Proposed::version, LinkedHashMap::new, Collectors.toList()))
                .values().forEach(proposals -> proposals.getFirst().rules().forEach(rule -> {
                    Set<TaskKind> own = kinds(proposals.stream().filter(proposal -> proposal.proposed().contains(rule)));
                    learned.computeIfAbsent(rule, known -> EnumSet.noneOf(TaskKind.class)).addAll(own.isEmpty() ? kinds(proposals.stream().filter(proposal -> !proposal.proposed().isEmpty())) : own);
                }));
        return learned;
    }

    /**
     * What a question proposed, and what the version that came of it holds that is new.
     *
     * @param kind of the question
     */
    private record Proposed(int version, Set<String> rules, Set<String> proposed, TaskKind kind) {}

    private static Set<TaskKind> kinds(Stream<Proposed> proposals) {
        return proposals.map(Proposed::kind).collect(Collectors.toCollection(() -> EnumSet.noneOf(TaskKind.class)));
    }

    private Set<String> contents(String operationsText) {
        return operations.read(operationsText).orElse(List.of()).stream().flatMap(operation -> switch (operation) {
            case RuleOperation.Add add -> Stream.of(add.content());
            case RuleOperation.Update update -> Stream.of(update.content());
            case RuleOperation.Delete ignored -> Stream.<String>empty();
        }).map(MetaMemoryRules::plain).collect(Collectors.toSet());
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
