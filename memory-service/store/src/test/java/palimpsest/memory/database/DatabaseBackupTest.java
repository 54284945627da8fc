package palimpsest.memory.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.conversation.PostgresConversationStore;
import palimpsest.memory.log.EventLog;
import palimpsest.memory.log.PostgresEventLog;
import palimpsest.memory.testing.TestDatabase;

@Tag("slow")
@ExtendWith(TestDatabase.Injected.class)
class DatabaseBackupTest {

    @Test
    void what_is_restored_into_an_empty_database_reads_as_what_was_backed_up(TestDatabase database) throws Exception {
        String tenant = database.newTenant();
        var store = new PostgresConversationStore(database.jdbc());
        UUID conversation = store.createConversation(tenant, store.agentNamed(tenant, "default").id(), "tab\tline\nback\\slash").id();
        var log = new PostgresEventLog(database.jdbc(), database.transaction());
        log.append(tenant, conversation, 0, List.of(new EventLog.NewEntry(null, "UserSpoke", "{\"content\": \"Wer ist's? ☺\"}")), () -> { });

        var file = new ByteArrayOutputStream();
        var written = new DatabaseBackup(database.dataSource()).write(file);
        var empty = schema(database, "restored_" + UUID.randomUUID().toString().substring(0, 8));
        var restored = new DatabaseBackup(empty).restore(new ByteArrayInputStream(file.toByteArray()));

        assertThat(restored).isEqualTo(written);
        assertThat(written.rows()).containsEntry("conversation", database.jdbc().sql("select count(*) from conversation").query(Long.class).single());
        var jdbc = JdbcClient.create(empty);
        assertThat(new PostgresConversationStore(jdbc).findConversation(tenant, conversation)).isEqualTo(store.findConversation(tenant, conversation)).isPresent();
        assertThat(new PostgresEventLog(jdbc, database.transaction()).read(tenant, conversation, 0, 10)).isEqualTo(log.read(tenant, conversation, 0, 10)).hasSize(1);

        assertThatThrownBy(() -> new DatabaseBackup(empty).restore(new ByteArrayInputStream(file.toByteArray())))
                .isInstanceOf(DatabaseBackup.RestoreRefused.class).hasMessageContaining("not empty");
    }

    @Test
    void a_file_that_was_cut_off_restores_nothing(TestDatabase database) throws Exception {
        var file = new ByteArrayOutputStream();
        new DatabaseBackup(database.dataSource()).write(file);
        byte[] cut = Arrays.copyOf(file.toByteArray(), file.size() / 2);
        var empty = schema(database, "cut_" + UUID.randomUUID().toString().substring(0, 8));

        assertThatThrownBy(() -> new DatabaseBackup(empty).restore(new ByteArrayInputStream(cut))).isNotNull();
        assertThat(JdbcClient.create(empty).sql("select count(*) from conversation").query(Long.class).single()).isZero();
    }

    private static SchemaDataSource schema(TestDatabase database, String name) {
        Schema.migrate(database.dataSource(), name);
        return new SchemaDataSource(database.dataSource(), name);
    }
}
