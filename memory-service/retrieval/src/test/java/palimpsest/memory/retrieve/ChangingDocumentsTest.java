package palimpsest.memory.retrieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import palimpsest.memory.testing.Library;

/** Searches while documents come, change and go. */
class ChangingDocumentsTest {

    private static final int DOCUMENTS = 12;

    private final Library library = Library.plain();
    private final PassageSearch search = new PostgresPassageSearch(library.database.jdbc(), library.database.transaction(), null, "none",
            SearchMode.LEXICAL);

    private List<PassageHit> find() {
        return search.search(SearchQuery.of(library.tenant, null, "quagga", 500));
    }

    private static String text(int words) {
        return ("The quagga grazes. " + "Filler of no importance. ".repeat(30) + "\n\n").repeat(words);
    }

    @Test
    void a_document_is_seen_whole_or_not_at_all() throws Exception {
        UUID stays = library.add("stays.txt", text(3)).id();
        int whole = find().size();
        var done = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<List<List<PassageHit>>> searching = () -> {
                var seen = new ArrayList<List<PassageHit>>();
                while (!done.get()) {
                    seen.add(find());
                }
                return seen;
            };
            List<Future<List<List<PassageHit>>>> searches = List.of(threads.submit(searching), threads.submit(searching));
            for (int i = 0; i < DOCUMENTS; i++) {
                UUID id = library.add("changes.txt", text(3) + i).id();
                library.add("more-" + i + ".txt", text(3));
                library.documents.delete(library.tenant, id);
            }
            done.set(true);
            for (Future<List<List<PassageHit>>> future : searches) {
                assertThat(future.get()).isNotEmpty().allSatisfy(hits -> {
                    var perDocument = hits.stream().collect(Collectors.groupingBy(PassageHit::documentId,
                            Collectors.counting()));
                    assertThat(perDocument).containsKey(stays).allSatisfy((id, count) -> assertThat(count).isEqualTo(whole));
                    assertThat(hits).extracting(PassageHit::score).isSortedAccordingTo((a, b) -> Double.compare(b, a));
                });
            }
        }
        assertThat(find().stream().map(PassageHit::documentId).distinct()).hasSize(DOCUMENTS + 1);
    }
}
