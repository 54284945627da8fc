package palimpsest.runtime.cli;

import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.support.GenericApplicationContext;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.ingest.TextReader;
import palimpsest.memory.language.Languages;
import palimpsest.memory.retrieve.Reranker;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.wiring.PalimpsestProperties;
import palimpsest.runtime.wiring.PalimpsestProperties.Reranking;

/**
 * Loads what every question needs, in a thread of its own, from the time on that beans are made: the start waits for the database for longer than for
 * all else, and does nothing meanwhile.
 */
final class LoadAhead {

    private final Tokenizer tokenizer;
    private final Embedder embedder;
    private final ObjectProvider<TextReader> reader;
    private final ObjectProvider<Reranker> reranker;
    private final PalimpsestProperties properties;
    private final String question;
    private volatile boolean filesAreRead;

    private LoadAhead(GenericApplicationContext context, String question) {
        this.tokenizer = context.getBean(Tokenizer.class);
        this.embedder = context.getBean(Embedder.class);
        this.reader = context.getBeanProvider(TextReader.class);
        this.reranker = context.getBeanProvider(Reranker.class);
        this.properties = context.getBean(PalimpsestProperties.class);
        this.question = question;
    }

    /** Makes it the first bean of a context that is not yet refreshed. */
    static void of(GenericApplicationContext context, String question) {
        context.registerBean(LoadAhead.class, () -> new LoadAhead(context, question).begin());
    }

    private LoadAhead begin() {
        // In the order in which they are missed; two at once where there are cores for both and for the database.
        Runnable words = () -> {
            tokenizer.count(question);
            Languages.shared();
        };
        if (Runtime.getRuntime().availableProcessors() > 2) {
            inBackground("load-words", words, this::reader);
            inBackground("load-encoder", this::encoder);
        } else {
            inBackground("load-ahead", words, this::encoder, this::reader);
        }
        return this;
    }

    private void encoder() {
        if (properties.embedding().enabled()) {
            embedder.query(question);
        }
    }

    /** Unchanged files need none, and are soon looked up. */
    private void reader() {
        if (!filesAreRead) {
            reader.getIfUnique();
        }
    }

    /**
     * After this nothing is loaded to read files.
     *
     * @param searched whether the question will be looked up in them, which takes the model that puts hits in order: it begins to be loaded
     */
    void filesAreRead(boolean searched) {
        filesAreRead = true;
        if (searched && properties.reranking() == Reranking.QRRANKER) {
            inBackground("load-reranker", () -> reranker.ifUnique(loaded -> loaded.score(question, List.of(new Reranker.Candidate("", question, 0, 0)))));
        }
    }

    private static void inBackground(String name, Runnable... loads) {
        Thread.ofPlatform().daemon().name(name).start(() -> {
            for (Runnable load : loads) {
                try {
                    load.run();
                } catch (RuntimeException | LinkageError e) {
                    // it fails again where it is needed, and is told there
                }
            }
        });
    }
}
