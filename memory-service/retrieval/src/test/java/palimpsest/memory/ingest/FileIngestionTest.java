package palimpsest.memory.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.DocumentPlace;
import palimpsest.memory.document.PostgresDocumentStore;
import palimpsest.memory.retrieve.PassageHit;
import palimpsest.memory.retrieve.PostgresPassageSearch;
import palimpsest.memory.retrieve.SearchMode;
import palimpsest.memory.retrieve.SearchQuery;
import palimpsest.memory.testing.Library;
import palimpsest.memory.testing.TestDatabase;
import palimpsest.memory.text.CodePointText;
import palimpsest.memory.text.JtokkitTokenizer;
import palimpsest.memory.text.TokenOffsets;
import palimpsest.memory.text.WhitespaceTokenizer;

@ExtendWith(TestDatabase.Injected.class)
class FileIngestionTest {

    @TempDir
    Path folder;

    private final Library library = Library.plain();
    private final TestDatabase database = TestDatabase.shared();

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private List<Ingested> ingest(Path... paths) {
        return library.ingestion.ingest(library.tenant, List.of(paths), done -> {});
    }

    private static Document added(Ingested result) {
        assertThat(result).isInstanceOf(Ingested.Added.class);
        return ((Ingested.Added) result).document();
    }

    @Test
    void a_folder_is_read_in_order_without_hidden_files() throws IOException {
        write("b.md", "# Bee");
        write("a/z.txt", "zed");
        write("a/y.txt", "why");
        write(".hidden.txt", "no");
        write(".git/config.txt", "no");
        var told = new ArrayList<Ingested>();
        List<Ingested> results = library.ingestion.ingest(library.tenant, List.of(folder), told::add);
        assertThat(results).extracting(Ingested::name).containsExactly(".git/", ".hidden.txt", "a/y.txt", "a/z.txt", "b.md");
        assertThat(told).isEqualTo(results);
        assertThat(library.text(added(results.get(4)).id())).isEqualTo("# Bee");
    }

    @Test
    void pages_of_a_pdf_are_known_and_their_first_lines_find_their_passages() throws IOException {
        Document report = added(library.upload("tolls.pdf", PdfTextTest.pdf(page -> page.at(60, 700, "The ferry of Orlen, a short history"), page -> {
            page.at(60, 700, "Statement of receipts");
            for (int i = 0; i < 55; i++) {
                page.at(60, 680 - 12 * i, "Toll number " + i + " was paid in the week of the mill's feast that year");
            }
        })));
        int last = library.text(report.id()).length() - 1;
        assertThat(library.documents.page(library.tenant, report.id(), 0)).contains(1);
        assertThat(library.documents.page(library.tenant, report.id(), last)).contains(2);
        assertThat(library.documents.page("another", report.id(), last)).isEmpty();
        var search = new PostgresPassageSearch(database.jdbc(), database.transaction(), null, "none", SearchMode.LEXICAL);
        assertThat(search.search(new SearchQuery(library.tenant, List.of(report.id()), List.of("receipts"), "receipts", 10)))
                .as("a page begins a passage").hasSize(report.passages() - 1).extracting(PassageHit::page).containsOnly(2);
        Document plain = library.add("plain.txt", "No pages here.");
        assertThat(library.documents.page(library.tenant, plain.id(), 3)).isEmpty();
        var begin = new DocumentPlace(report.id(), 0);
        var end = new DocumentPlace(report.id(), last);
        assertThat(library.documents.pages(library.tenant, List.of(end, begin, new DocumentPlace(plain.id(), 3)))).isEqualTo(Map.of(begin, 1, end, 2));
    }

    @Test
    void no_look_for_a_word_reads_what_was_read_in_since_the_last_vacuum() throws IOException {
        added(ingest(write("ledger.txt", "The lamp at the landing was mended in March.\n\nThe bell was not.\n")).getFirst());
        assertThat(database.jdbc().sql("select gin_clean_pending_list('passage_lexemes')").query(Long.class).single()).as("pages of entries that wait").isZero();
    }

    @Test
    void a_search_right_after_an_upload_is_planned_by_the_statistics_of_its_passages() throws IOException {
        added(ingest(write("tally.txt", "The bell of the landing rang.\n\n".repeat(20_000))).getFirst());
        assertThat(database.jdbc().sql("select reltuples / (select count(*) from passage) from pg_class where relname = 'passage'").query(Double.class).single())
                .as("passages that the planner counts with").isBetween(0.5, 1.5);
        assertThat(database.jdbc().sql("select reltuples from pg_class where relname = 'document'").query(Double.class).single()).as("documents, -1 for unknown").isPositive();
    }

    @Test
    void links_are_followed_once_and_cycles_end() throws IOException {
        write("one/a.txt", "text a");
        Files.createSymbolicLink(folder.resolve("one/again"), folder);
        Files.createSymbolicLink(folder.resolve("two"), folder.resolve("one"));
        Files.createSymbolicLink(folder.resolve("copy.txt"), folder.resolve("one/a.txt"));
        Files.createSymbolicLink(folder.resolve("dangling.txt"), folder.resolve("nowhere"));
        List<Ingested> results = ingest(folder, folder.resolve("one/a.txt"));
        assertThat(results).filteredOn(Ingested.Added.class::isInstance).hasSize(1);
        assertThat(results).filteredOn(Ingested.Skipped.class::isInstance)
                .containsExactly(new Ingested.Skipped("dangling.txt", "is a link to nothing"));
    }

    @Test
    void what_cannot_be_read_is_reported_and_the_rest_goes_on() throws IOException {
        write("a.txt", "");
        Files.write(folder.resolve("b.bin"), new byte[] {0, 1, 2, 3, (byte) 0xff, 0, 9, 0});
        write("c.txt", "fine");
        List<Ingested> results = ingest(folder.resolve("missing.txt"), folder);
        assertThat(results.get(0)).isInstanceOfSatisfying(Ingested.Skipped.class, s -> assertThat(s.reason()).isEqualTo("does not exist"));
        assertThat(results.get(1)).isEqualTo(new Ingested.Skipped("a.txt", "is empty"));
        assertThat(results.get(2)).isInstanceOfSatisfying(Ingested.Skipped.class, s -> assertThat(s.reason()).startsWith("not a text document"));
        assertThat(library.text(added(results.get(3)).id())).isEqualTo("fine");
    }

    @Test
    void a_large_file_is_refused_by_size() throws IOException {
        var small = new Library(database, "none", new WhitespaceTokenizer(), new FileIngestion.Settings(1024 * 1024, 10, "english"));
        Path large = folder.resolve("large.txt");
        try (var file = new java.io.RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(200L * 1024 * 1024);
        }
        assertThat(small.ingestion.ingest(small.tenant, List.of(large), done -> {})).containsExactly(new Ingested.Skipped("large.txt",
                "is 200.0 MB, more than the limit of 1 MB; split it or raise palimpsest.documents.max-size"));
        Ingested upload = small.upload("large.txt", new byte[1024 * 1024 + 1]);
        assertThat(upload).isInstanceOfSatisfying(Ingested.Skipped.class, s -> assertThat(s.reason()).contains("1 MB").contains("max-size"));
    }

    @Test
    void too_many_files_end_with_a_word_about_it() throws IOException {
        var few = new Library(database, "none", new WhitespaceTokenizer(), new FileIngestion.Settings(1024, 2, "english"));
        for (String name : List.of("a.txt", "b.txt", "c.txt", "d.txt")) {
            write(name, "text");
        }
        List<Ingested> results = few.ingestion.ingest(few.tenant, List.of(folder), done -> {});
        assertThat(results).hasSize(3);
        assertThat(results.getLast()).isInstanceOfSatisfying(Ingested.Skipped.class, s -> assertThat(s.reason()).contains("2 files"));
    }

    @Test
    void an_unchanged_file_is_not_written_again() throws IOException {
        Path file = write("a.txt", "the same");
        Document first = added(ingest(file).getFirst());
        assertThat(ingest(file)).containsExactly(new Ingested.Unchanged(first));
        assertThat(passagesOf(library.tenant)).isEqualTo(1);
    }

    /** Counts the statements that are run outside of a transaction. */
    private static final class Counted extends DelegatingDataSource {
        private int loans;

        Counted(DataSource source) {
            super(source);
        }

        @Override
        public Connection getConnection() throws SQLException {
            loans++;
            return super.getConnection();
        }
    }

    @Test
    void a_folder_that_was_read_before_is_looked_up_in_a_few_statements_whatever_it_holds() throws IOException {
        int files = 60;
        for (int i = 0; i < files; i++) {
            write("sluice-" + i + ".txt", "sluice number " + i);
        }
        var counted = new Counted(database.dataSource());
        JdbcClient jdbc = JdbcClient.create(counted);
        var ingestion = new FileIngestion(jdbc, database.transaction(), new PostgresDocumentStore(jdbc, "none"), new WhitespaceTokenizer(), new DocumentReader(),
                FileIngestion.Settings.defaults(), () -> {});
        List<Ingested> first = ingestion.ingest(library.tenant, List.of(folder), done -> {});
        counted.loans = 0;
        List<Ingested> second = ingestion.ingest(library.tenant, List.of(folder), done -> {});
        assertThat(second).hasSize(files).isEqualTo(first.stream().map(one -> new Ingested.Unchanged(added(one))).toList());
        assertThat(counted.loans).isLessThanOrEqualTo(4);
    }

    @Test
    void an_edit_that_keeps_size_and_time_is_seen() throws IOException {
        Path edited = write("a.txt", "the weir is open");
        write("b.txt", "the lock is shut");
        FileTime time = Files.getLastModifiedTime(edited);
        List<Ingested> before = ingest(folder);
        write("a.txt", "the weir is shut");
        Files.setLastModifiedTime(edited, time);
        List<Ingested> after = ingest(folder);
        assertThat(library.text(added(after.getFirst()).id())).isEqualTo("the weir is shut");
        assertThat(after.getLast()).isEqualTo(new Ingested.Unchanged(added(before.getLast())));
    }

    @Test
    void a_file_whose_document_was_deleted_is_read_again() throws IOException {
        Path file = write("a.txt", "the same");
        write("b.txt", "another");
        Document first = added(ingest(folder).getFirst());
        library.documents.delete(library.tenant, first.id());
        assertThat(added(ingest(folder).getFirst()).id()).isNotEqualTo(first.id());
        assertThat(ingest(file).getFirst()).isInstanceOf(Ingested.Unchanged.class);
    }

    @Test
    void an_unchanged_file_that_was_read_in_an_older_way_is_read_anew_once() throws IOException {
        Path file = write("a.txt", "the sluice is open");
        Document old = added(ingest(file).getFirst());
        database.jdbc().sql("update document set reading = reading - 1 where id = ?").param(old.id()).update();
        Document fresh = added(ingest(file).getFirst());
        assertThat(fresh.id()).isNotEqualTo(old.id());
        assertThat(library.text(old.id())).as("what was cited").isEqualTo("the sluice is open");
        assertThat(ingest(file)).containsExactly(new Ingested.Unchanged(fresh));
    }

    private long passagesOf(String tenant) {
        return database.jdbc().sql("select count(*) from passage where tenant = ?").param(tenant).query(Long.class).single();
    }

    @Test
    void a_changed_file_becomes_a_new_document_and_the_old_one_can_still_be_cited() throws IOException {
        Path file = write("a.txt", "old text");
        Document old = added(ingest(file).getFirst());
        write("a.txt", "new text");
        Document fresh = added(ingest(file).getFirst());
        assertThat(fresh.id()).isNotEqualTo(old.id());
        assertThat(library.text(old.id())).isEqualTo("old text");
        assertThat(library.text(fresh.id())).isEqualTo("new text");
        write("a.txt", "old text");
        assertThat(ingest(file)).containsExactly(new Ingested.Unchanged(old));
    }

    @Test
    void uploads_of_one_name_do_not_replace_each_other() {
        Document mine = library.add("notes.txt", "mine");
        Document yours = library.add("notes.txt", "yours");
        assertThat(library.text(mine.id())).isEqualTo("mine");
        assertThat(library.text(yours.id())).isEqualTo("yours");
        assertThat(library.upload("notes.txt", "mine".getBytes())).isEqualTo(new Ingested.Unchanged(mine));
    }

    @Test
    void another_tokenizer_measures_anew() throws IOException {
        Path file = write("a.txt", "internationalization, of course");
        Document words = added(ingest(file).getFirst());
        var other = new FileIngestion(database.jdbc(), database.transaction(), library.documents, JtokkitTokenizer.o200kBase(),
                new DocumentReader(), FileIngestion.Settings.defaults(), () -> {});
        Document tokens = added(other.ingest(library.tenant, List.of(file), done -> {}).getFirst());
        assertThat(words.tokens()).isEqualTo(3);
        assertThat(tokens.tokens()).isGreaterThan(3);
        assertThat(tokens.tokenizer()).isEqualTo("o200k_base");
    }

    @Test
    void embeddings_of_known_text_are_copied() {
        String model = "copied-" + library.tenant;
        var here = new Library(database, model, new WhitespaceTokenizer(), FileIngestion.Settings.defaults());
        String text = ("A sentence about the sea. ".repeat(30) + "\n\n").repeat(5);
        Document first = here.add("one.txt", text);
        database.jdbc().sql("""
                insert into passage_embedding (passage_id, model, document_id, tenant, dimensions, embedding)
                select id, ?, document_id, tenant, 3, '[1,2,3]' from passage where document_id = ?""").params(model, first.id()).update();
        Document second = here.add("two.txt", text);
        assertThat(second.passages()).isGreaterThan(2);
        assertThat(second.embeddedPassages()).isEqualTo(second.passages());
        Document other = new Library(database, model, new WhitespaceTokenizer(), FileIngestion.Settings.defaults()).add("two.txt", text);
        assertThat(other.embeddedPassages()).isZero(); // another tenant gets nothing
    }

    @Test
    void passages_partition_text_and_tokens() {
        String text = "Once there was a 😀 river, and it ran. ".repeat(200);
        Document document = library.add("a.txt", text);
        record Row(int start, int end, int firstToken, int endToken, String text) {}
        List<Row> rows = database.jdbc().sql("select char_start, char_end, token_start, token_end, text from passage where document_id = ? order by seq")
                .param(document.id()).query((row, n) -> new Row(row.getInt(1), row.getInt(2), row.getInt(3), row.getInt(4), row.getString(5))).list();
        assertThat(rows).hasSize(document.passages()).hasSizeGreaterThan(3);
        var whole = new CodePointText(text);
        TokenOffsets offsets = library.documents.tokenOffsets(library.tenant, document.id());
        int at = 0;
        int token = 0;
        for (Row row : rows) {
            assertThat(row.start()).isEqualTo(at);
            assertThat(row.firstToken()).isEqualTo(token);
            assertThat(whole.substring(row.start(), row.end())).isEqualTo(row.text());
            assertThat(offsets.start(row.firstToken())).isBetween(row.start(), row.end());
            at = row.end();
            token = row.endToken();
        }
        assertThat(at).isEqualTo(document.characters());
        assertThat(token).isEqualTo(document.tokens());
    }

    @Test
    void a_half_written_document_is_not_seen() {
        Document document = library.add("a.txt", "whole");
        database.jdbc().sql("update document set deleted_at = now() where id = ?").param(document.id()).update(); // as a crash would leave it
        assertThat(library.upload("a.txt", "whole".getBytes())).isInstanceOf(Ingested.Added.class);
    }

    @Test
    void upload_names_keep_no_more_than_is_ours_to_know() {
        assertThat(UploadName.of("C:\\Users\\me\\report.pdf")).isEqualTo("report.pdf");
        assertThat(UploadName.of("/etc/passwd")).isEqualTo("passwd");
        assertThat(UploadName.of("../../secret.txt")).isEqualTo("secret.txt");
        assertThat(UploadName.of("folder/part/a.md")).isEqualTo("folder/part/a.md");
        assertThat(UploadName.of("a\0b\n.txt")).isEqualTo("a\uFFFDb.txt");
        assertThat(Stream.of("", "//", "..", "./").map(UploadName::of)).containsOnly("upload");
        assertThat(UploadName.of(null)).isEqualTo("upload");
    }

    @Test
    void an_upload_that_breaks_off_is_reported() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        };
        assertThat(library.ingestion.ingest(library.tenant, "a.txt", broken)).isInstanceOfSatisfying(Ingested.Skipped.class,
                s -> assertThat(s.reason()).contains("broke off"));
    }

    @Test
    void an_upload_with_nul_is_stored() {
        Ingested result = library.ingestion.ingest(library.tenant, "nul.txt", new ByteArrayInputStream("a line with\0 a NUL in it\n".getBytes()));
        assertThat(library.text(added(result).id())).isEqualTo("a line with\uFFFD a NUL in it\n");
    }

    @Test
    void a_million_tokens_are_stored_in_well_under_a_minute() {
        var text = new StringBuilder();
        var random = new java.util.Random(11);
        String[] words = "the river memory bridge lantern harbour of and a was old quiet winter letter keeper found never under stone".split(" ");
        for (int i = 0; i < 1_000_000; i++) {
            text.append(words[random.nextInt(words.length)]).append(i % 17 == 16 ? ".\n" : i % 400 == 399 ? "\n\n" : " ");
        }
        var tokens = new Library(database, "none", JtokkitTokenizer.o200kBase(), FileIngestion.Settings.defaults());
        long start = System.nanoTime();
        Document document = tokens.add("large.txt", text.toString());
        long millis = (System.nanoTime() - start) / 1_000_000;
        System.out.println("stored " + document.tokens() + " tokens, " + document.passages() + " passages in " + millis + " ms");
        assertThat(document.tokens()).isGreaterThan(1_000_000);
        assertThat(millis).isLessThan(45_000);
    }
}
