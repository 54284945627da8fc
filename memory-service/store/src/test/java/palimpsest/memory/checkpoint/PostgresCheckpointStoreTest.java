package palimpsest.memory.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import palimpsest.memory.checkpoint.CheckpointStore.Checkpoint;
import palimpsest.memory.log.EventLog.NewEntry;
import palimpsest.memory.log.PostgresEventLog;
import palimpsest.memory.testing.TestDatabase;

@ExtendWith(TestDatabase.Injected.class)
class PostgresCheckpointStoreTest {

    private final CheckpointStore checkpoints;
    private final String tenant;
    private final UUID conversation = UUID.randomUUID();

    PostgresCheckpointStoreTest(TestDatabase database) {
        this.checkpoints = new PostgresCheckpointStore(database.jdbc());
        this.tenant = database.newTenant();
        UUID agent = UUID.randomUUID();
        database.jdbc().sql("insert into agent (id, tenant, name) values (?, ?, 'reader')").params(agent, tenant).update();
        database.jdbc().sql("insert into conversation (id, tenant, agent_id) values (?, ?, ?)").params(conversation, tenant, agent).update();
        var entry = new NewEntry(null, "message", "{}");
        new PostgresEventLog(database.jdbc(), database.transaction()).append(tenant, conversation, 0, List.of(entry, entry, entry));
    }

    @Test
    void the_newest_checkpoint_of_a_version_is_found() {
        checkpoints.save(tenant, conversation, "1", new Checkpoint(1, "one"));
        checkpoints.save(tenant, conversation, "1", new Checkpoint(3, "three"));
        checkpoints.save(tenant, conversation, "1", new Checkpoint(2, "late"));
        assertThat(checkpoints.find(tenant, conversation, "1")).contains(new Checkpoint(3, "three"));
    }

    @Test
    void another_version_is_not_found_and_gives_way() {
        checkpoints.save(tenant, conversation, "1", new Checkpoint(3, "old"));
        assertThat(checkpoints.find(tenant, conversation, "2")).isEmpty();
        checkpoints.save(tenant, conversation, "2", new Checkpoint(2, "new"));
        assertThat(checkpoints.find(tenant, conversation, "2")).contains(new Checkpoint(2, "new"));
        assertThat(checkpoints.find(tenant, conversation, "1")).isEmpty();
    }

    @Test
    void a_checkpoint_whose_event_is_not_in_the_log_is_none() {
        checkpoints.save(tenant, conversation, "1", new Checkpoint(4, "ahead"));
        assertThat(checkpoints.find(tenant, conversation, "1")).isEmpty();
    }

    @Test
    void another_tenant_neither_finds_nor_writes() {
        checkpoints.save(tenant, conversation, "1", new Checkpoint(1, "mine"));
        checkpoints.save("other", conversation, "1", new Checkpoint(2, "theirs"));
        assertThat(checkpoints.find("other", conversation, "1")).isEmpty();
        assertThat(checkpoints.find(tenant, conversation, "1")).contains(new Checkpoint(1, "mine"));
    }
}
