package palimpsest.memory.retrieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import palimpsest.memory.claim.QuoteLocator;
import palimpsest.memory.document.Document;
import palimpsest.memory.testing.Library;

class PostgresQuoteSearchTest {

    private static final Library LIBRARY = Library.plain();
    private static final String LONG = IntStream.range(0, 4_000).mapToObj(i -> "Ship " + i + " carries rope number " + i * 7 % 4_001 + " to harbour " + i % 97 + ".")
            .collect(Collectors.joining(" "));
    private static Document ships;
    private final QuoteSearch search = new PostgresQuoteSearch(LIBRARY.database.jdbc());

    /** Added anew when a test of another class has closed all documents of the database. */
    private static Document ships() {
        if (ships == null || LIBRARY.documents.find(LIBRARY.tenant, ships.id()).isEmpty()) {
            ships = LIBRARY.add("ships.txt", LONG);
        }
        return ships;
    }

    private boolean stands(String quote, Document... documents) {
        List<QuoteSearch.Stretch> found = search.find(LIBRARY.tenant, List.of(documents).stream().map(Document::id).toList(), quote);
        assertThat(found).hasSizeLessThanOrEqualTo(20).allSatisfy(stretch -> assertThat(LIBRARY.documents.text(LIBRARY.tenant, stretch.documentId(), stretch.start(),
                stretch.start() + stretch.text().codePointCount(0, stretch.text().length()))).isEqualTo(stretch.text()));
        return found.stream().anyMatch(stretch -> new QuoteLocator(stretch.text()).find(quote).isPresent());
    }

    @Property(tries = 60)
    void a_quote_is_found_wherever_it_begins_and_ends_across_the_edges_of_passages(@ForAll @IntRange(max = 150_000) int at, @ForAll @IntRange(min = 40, max = 2_500) int length) {
        int from = LONG.indexOf(' ', at) + 1;
        int to = LONG.indexOf(' ', Math.min(from + length, LONG.length() - 40));
        assertThat(stands(LONG.substring(from, to), ships())).isTrue();
    }

    @Test
    void what_stands_nowhere_is_not_found_and_no_whole_document_is_given() {
        assertThat(stands("Ship 12 carries rope number 85 to harbour 12.", ships())).isFalse();
        assertThat(search.find(LIBRARY.tenant, List.of(ships().id()), "Ship 12 carries rope number 84")).allSatisfy(stretch ->
                assertThat(stretch.text().length()).isLessThan(LONG.length() / 10));
        assertThat(search.find(LIBRARY.tenant, List.of(ships().id()), "…, !")).isEmpty();
    }

    @Test
    void chinese_is_found_and_what_an_ellipsis_leaves_out_need_not_be_there() {
        Document law = LIBRARY.add("law.txt", "第九条 船长应当在日落之前检查全部灯具，并将结果记入航海日志。".repeat(1) + "\n" + "甲乙丙丁戊己庚辛。\n".repeat(300)
                + "第十条 违反前条规定的，处一百元以上五百元以下罚款。");
        assertThat(stands("检查全部灯具，并将结果记入航海日志", law)).isTrue();
        assertThat(stands("处一百元以上五百元以下罚款", law)).isTrue();
        assertThat(stands("处一百元以上六百元以下罚款", law)).isFalse();
        assertThat(stands("Ship 3000 carries rope number … to harbour 90", ships())).isTrue();
    }

    @Test
    void only_the_documents_asked_for_are_searched_and_only_those_of_the_tenant() {
        assertThat(search.find(LIBRARY.tenant, List.of(UUID.randomUUID()), "Ship 12 carries rope")).isEmpty();
        assertThat(search.find(LIBRARY.database.newTenant(), List.of(ships().id()), "Ship 12 carries rope")).isEmpty();
    }
}
