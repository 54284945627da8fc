package palimpsest.benchmarks.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import palimpsest.benchmarks.Benchmark;
import palimpsest.benchmarks.Effort;
import palimpsest.benchmarks.InTurns;
import palimpsest.benchmarks.Row;
import palimpsest.benchmarks.data.GeneratedLibrary;
import palimpsest.benchmarks.data.GeneratedText;
import palimpsest.benchmarks.data.TemporaryDatabase;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.memory.retrieve.SearchMode;
import palimpsest.memory.tenant.TenantDataSource;
import palimpsest.memory.tenant.TenantScope;

/** What row-level security costs a search: the same search with it, and by a superuser whom PostgreSQL exempts from it. */
public final class RowSecurityBenchmark implements Benchmark {

    @Override
    public String name() {
        return "tenants";
    }

    @Override
    public String description() {
        return "One query of 3 words for 10 passages, for one tenant under row-level security (a transaction that says for whom it works, and the "
                + "policies' conditions), against the same search without either; same generated passages and vectors.";
    }

    @Override
    public List<Row> run(Effort effort) throws Exception {
        try (TemporaryDatabase database = TemporaryDatabase.start()) {
            var text = new GeneratedText(11);
            List<UUID> documents = SearchBenchmark.documents(database, text, effort);
            int passages = SearchBenchmark.embed(database.jdbc(), text);
            var secured = new TenantDataSource(database.source(), new TenantScope.One(GeneratedLibrary.TENANT));
            var rows = new ArrayList<Row>();
            for (SearchMode mode : List.of(SearchMode.LEXICAL, SearchMode.HYBRID)) {
                rows.add(measure(effort, text, secured, database.source(), documents, mode)
                        .row("%s, %,d passages: against no row-level security".formatted(mode.name().toLowerCase(Locale.ROOT), passages)));
            }
            return rows;
        }
    }

    private static InTurns.Medians measure(Effort effort, GeneratedText text, DataSource secured, DataSource exempt, List<UUID> documents, SearchMode mode)
            throws Exception {
        int queries = effort.of(4, 60);
        List<List<String>> asked = Stream.generate(() -> SearchBenchmark.words(text)).limit(queries).toList();
        float[] vector = text.vector(SearchBenchmark.DIMENSIONS);
        PassageSearch ours = SearchBenchmark.search(secured, mode, vector);
        PassageSearch plain = SearchBenchmark.search(exempt, mode, vector);
        return SearchBenchmark.inTurns(queries, i -> ours.search(SearchBenchmark.query(documents, asked.get(i))).size(),
                i -> plain.search(SearchBenchmark.query(documents, asked.get(i))).size());
    }
}
