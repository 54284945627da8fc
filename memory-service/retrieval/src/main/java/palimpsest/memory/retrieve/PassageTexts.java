package palimpsest.memory.retrieve;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The texts of hits, with what is shown beside them; each is read once a search. */
final class PassageTexts {

    private final JdbcClient jdbc;
    private final String tenant;
    private final Map<Long, Text> known = new HashMap<>();

    PassageTexts(JdbcClient jdbc, String tenant) {
        this.jdbc = jdbc;
        this.tenant = tenant;
    }

    /**
     * @param said    the text without its speaker
     * @param title   of the document; of a turn who said it and on which day
     * @param speaker null where it is no turn
     * @param page    null where the document has no pages
     * @param before  of a turn, the one before it in its session with its speaker; otherwise empty
     */
    record Text(String text, String said, String title, String speaker, Instant at, Integer page, String before) {}

    void read(List<Scored> hits) {
        Long[] missing = hits.stream().map(hit -> hit.place().id()).filter(id -> !known.containsKey(id)).toArray(Long[]::new);
        if (missing.length == 0) {
            return;
        }
        jdbc.sql("""
                select p.id, p.text, p.speaker, p.at, d.name, width_bucket(p.char_start, d.page_starts) as page,
                       concat_ws(', ', p.speaker, to_char(p.at at time zone 'UTC', 'FMDD FMMonth YYYY')) as heading,
                       before.text as text_before, before.speaker as speaker_before
                from passage p join document d on d.id = p.document_id
                left join passage before on before.document_id = p.document_id and before.seq = p.seq - 1 and before.tenant = :tenant
                                         and before.session is not distinct from p.session and before.speaker is not null and p.speaker is not null
                where p.id = any(:ids) and p.tenant = :tenant
                """)
                .param("ids", missing).param("tenant", tenant)
                .query((ResultSet row) -> {
                    known.put(row.getLong("id"), text(row));
                });
    }

    /** Empty where the passage was erased while the search went on. */
    Optional<Text> of(Scored hit) {
        return Optional.ofNullable(known.get(hit.place().id()));
    }

    private static Text text(ResultSet row) throws SQLException {
        String text = row.getString("text");
        String speaker = row.getString("speaker");
        Timestamp at = row.getTimestamp("at");
        String before = row.getString("speaker_before");
        return new Text(text, said(text, speaker), speaker == null ? row.getString("name") : row.getString("heading"), speaker, at == null ? null : at.toInstant(),
                row.getObject("page", Integer.class), before == null ? "" : before + ": " + said(row.getString("text_before"), before));
    }

    private static String said(String text, String speaker) {
        int said = speaker == null ? -1 : text.indexOf(speaker + ": ");
        return said < 0 ? text : text.substring(said + speaker.length() + 2).strip();
    }
}
