package palimpsest.memory.meta.feedback;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.meta.evolve.TrainingCase;
import palimpsest.memory.meta.feedback.AnswerFeedback.Source;
import palimpsest.memory.meta.feedback.AnswerFeedback.Verdict;
import tools.jackson.databind.json.JsonMapper;

/** {@link FeedbackStore} over PostgreSQL. */
public final class PostgresFeedbackStore implements FeedbackStore {

    private static final String FEEDBACK = """
            select id, tenant, conversation_id, run_id, source, verdict, comment, question, memories, answer, right_answer, task, created_at
            from meta_feedback where tenant = :tenant and conversation_id = :conversation
            """;

    private final JdbcClient jdbc;
    private final JsonMapper json = JsonMapper.builder().build();

    public PostgresFeedbackStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public AnswerFeedback record(AnswerFeedback feedback) {
        OffsetDateTime at = jdbc.sql("""
                insert into meta_feedback (id, tenant, conversation_id, run_id, source, verdict, comment, question, memories, answer, right_answer, task)
                values (:id, :tenant, :conversation, :run, :source, :verdict, :comment, :question, :memories, :answer, :right, :task)
                returning created_at
                """)
                .param("id", feedback.id()).param("tenant", feedback.tenant()).param("conversation", feedback.conversationId()).param("run", feedback.runId())
                .param("source", name(feedback.source())).param("verdict", name(feedback.verdict())).param("comment", feedback.comment())
                .param("question", feedback.question()).param("memories", json.writeValueAsString(feedback.memories())).param("answer", feedback.answer())
                .param("right", feedback.rightAnswer()).param("task", feedback.task()).query(OffsetDateTime.class).single();
        return feedback.at(at.toInstant());
    }

    @Override
    public List<AnswerFeedback> of(String tenant, UUID conversationId) {
        return jdbc.sql(FEEDBACK + " order by created_at, id").param("tenant", tenant).param("conversation", conversationId).query(this::feedback).list();
    }

    @Override
    public List<AnswerFeedback> ofRun(String tenant, UUID conversationId, UUID runId) {
        return jdbc.sql(FEEDBACK + " and run_id = :run order by created_at, id").param("tenant", tenant).param("conversation", conversationId).param("run", runId)
                .query(this::feedback).list();
    }

    @Override
    public List<TrainingCase> cases(String tenant) {
        return jdbc.sql("""
                select id, question, memories, right_answer, task from
                    (select distinct on (run_id) * from meta_feedback where tenant = :tenant order by run_id, (source = 'user') desc, created_at desc, id) last
                where right_answer is not null order by created_at, id
                """)
                .param("tenant", tenant)
                .query((row, n) -> new TrainingCase(row.getString("id"), row.getString("question"), texts(row), row.getString("right_answer"),
                        row.getString("task")))
                .list();
    }

    @Override
    public int erase(String tenant, List<UUID> conversations) {
        return jdbc.sql("delete from meta_feedback where tenant = :tenant and conversation_id = any(:conversations)").param("tenant", tenant)
                .param("conversations", conversations.toArray(UUID[]::new)).update();
    }

    private AnswerFeedback feedback(ResultSet row, int number) throws SQLException {
        return new AnswerFeedback(row.getObject("id", UUID.class), row.getString("tenant"), row.getObject("conversation_id", UUID.class),
                row.getObject("run_id", UUID.class), Source.valueOf(row.getString("source").toUpperCase(Locale.ROOT)),
                Verdict.valueOf(row.getString("verdict").toUpperCase(Locale.ROOT)), row.getString("comment"), row.getString("question"), texts(row),
                row.getString("answer"), row.getString("right_answer"), row.getString("task"), row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private List<String> texts(ResultSet row) throws SQLException {
        return Arrays.asList(json.readValue(row.getString("memories"), String[].class));
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
