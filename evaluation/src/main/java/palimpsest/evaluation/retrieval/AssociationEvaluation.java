package palimpsest.evaluation.retrieval;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.ingest.Ingested;
import palimpsest.memory.ingest.Ingestion;
import palimpsest.memory.retrieve.PassageHit;
import palimpsest.memory.retrieve.PassageLinks;
import palimpsest.memory.retrieve.PassageLinks.Passage;
import palimpsest.memory.retrieve.PassageLinks.Use;
import palimpsest.memory.retrieve.PassageLinks.Used;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.memory.retrieve.SearchQuery;

/**
 * Whether what occurred together is found together though it shares no word, in the manner of predictive associative memory (arXiv 2602.11322).
 * A walk leads through rooms of things; each thing is a document of invented words of its own, a door joins the things on both of its sides, and
 * what is met in a row is recorded as used together. Then every thing is searched for by its own words. Everything is drawn by a fixed seed.
 */
public final class AssociationEvaluation {

    private static final long SEED = 20_260_211;
    private static final int THINGS = 12;   // in a room
    private static final int DOORS = 2;     // out of a room
    private static final int AT_DOOR = 2;   // things on each side
    private static final int IN_A_ROW = 4;  // recorded as used together
    private static final int FOUND = 20;
    private static final String LETTERS = "bdfgklmnprstvz";
    private static final String VOWELS = "aeiou";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Ingestion ingestion;
    private final PassageLinks links;

    public AssociationEvaluation(JdbcClient jdbc, TransactionTemplate transaction, Ingestion ingestion, PassageLinks links) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.ingestion = ingestion;
        this.links = links;
    }

    /**
     * What was measured, each in [0, 1].
     *
     * @param precisionAt1 things whose strongest link leads to one that belongs with them: of the same room, or across a door
     * @param acrossRooms  part of the things across a door that are among the first 20 hits when one on this side is searched for
     * @param without      the same of the search without links
     * @param shuffled     the same with links learned from the walk in shuffled order
     */
    public record Figures(double precisionAt1, double acrossRooms, double without, double shuffled) {}

    /**
     * @param search  over links of this database
     * @param without the search below it
     * @param rooms   12 at least, so that 20 hits are a small part of all things
     */
    public Figures run(PassageSearch search, PassageSearch without, int rooms, int visits, Consumer<String> progress) {
        try (var walked = new EvaluationTenant(jdbc, transaction); var mixed = new EvaluationTenant(jdbc, transaction)) {
            var house = new House(rooms);
            List<Integer> walk = house.walk(visits);
            var shuffled = new ArrayList<>(walk);
            Collections.shuffle(shuffled, new Random(SEED));
            List<UUID> things = learned(walked.name(), house, walk);
            progress.accept("%,d things met in %,d rooms".formatted(walk.size(), rooms));
            List<UUID> others = learned(mixed.name(), house, shuffled);
            return new Figures(precision(walked.name(), house, things), across(search, walked.name(), house, things), across(without, walked.name(), house, things),
                    across(search, mixed.name(), house, others));
        }
    }

    private List<UUID> learned(String tenant, House house, List<Integer> walk) {
        List<UUID> things = house.texts.stream().map(text -> document(ingestion.ingest(tenant, text.substring(0, text.indexOf(' ')) + ".txt",
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))))).toList();
        var random = new Random(SEED);
        for (int i = 0; i + IN_A_ROW <= walk.size(); i += IN_A_ROW / 2) {
            links.record(tenant, new UUID(random.nextLong(), random.nextLong()), Use.CITED, walk.subList(i, i + IN_A_ROW).stream().distinct()
                    .map(thing -> new Used(things.get(thing), 0, house.texts.get(thing).length())).toList());
        }
        return things;
    }

    private static UUID document(Ingested stored) {
        if (stored instanceof Ingested.Added added) {
            return added.document().id();
        }
        throw new IllegalStateException("A thing was not stored: " + stored);
    }

    private double precision(String tenant, House house, List<UUID> things) {
        return IntStream.range(0, things.size()).mapToDouble(thing -> {
            List<PassageLinks.Linked> linked = links.from(tenant, List.of(new Passage(things.get(thing), 0)), null);
            return !linked.isEmpty() && house.together(thing, things.indexOf(linked.getFirst().passage().documentId())) ? 1 : 0;
        }).average().orElse(0);
    }

    private double across(PassageSearch search, String tenant, House house, List<UUID> things) {
        return IntStream.range(0, things.size()).filter(thing -> !house.across(thing).isEmpty()).mapToDouble(thing -> {
            List<UUID> found = search.search(SearchQuery.of(tenant, null, house.texts.get(thing), FOUND + 1)).stream().map(PassageHit::documentId)
                    .filter(id -> !id.equals(things.get(thing))).limit(FOUND).toList();
            List<Integer> wanted = house.across(thing);
            return wanted.stream().filter(other -> found.contains(things.get(other))).count() / (double) wanted.size();
        }).average().orElse(0);
    }

    /** Rooms, doors and what stands in them. The things at a door are passed whenever somebody goes through it. */
    private static final class House {

        private final Random random = new Random(SEED);
        private final int rooms;
        private final List<String> texts;
        private final int[][] doors; // [room][door]: where it leads

        House(int rooms) {
            this.rooms = rooms;
            var words = new LinkedHashSet<String>();
            while (words.size() < 3 * rooms * THINGS) {
                words.add(word());
            }
            var all = List.copyOf(words);
            texts = IntStream.range(0, rooms * THINGS).mapToObj(i -> String.join(" ", all.subList(3 * i, 3 * i + 3))).toList();
            doors = IntStream.range(0, rooms).mapToObj(room -> IntStream.range(0, DOORS).map(door -> (room + 1 + door * (rooms / 3)) % rooms).toArray()).toArray(int[][]::new);
        }

        private String word() {
            return IntStream.range(0, 4).mapToObj(i -> "" + LETTERS.charAt(random.nextInt(LETTERS.length())) + VOWELS.charAt(random.nextInt(VOWELS.length())))
                    .collect(Collectors.joining());
        }

        private int room(int thing) {
            return thing / THINGS;
        }

        /** The first things of a room stand at its doors out, the next ones at its doors in. */
        private int leaving(int room, int door, int i) {
            return room * THINGS + door * AT_DOOR + i;
        }

        private int entering(int room, int door, int i) {
            return room * THINGS + (DOORS + door) * AT_DOOR + i;
        }

        List<Integer> walk(int visits) {
            var walk = new ArrayList<Integer>();
            int room = 0;
            for (int visit = 0; visit < visits; visit++) {
                int now = room;
                var inside = new ArrayList<>(IntStream.range(0, THINGS).map(i -> now * THINGS + i).boxed().toList());
                Collections.shuffle(inside, random);
                walk.addAll(inside.subList(0, THINGS / 2));
                int door = random.nextInt(DOORS);
                int next = doors[room][door];
                IntStream.range(0, AT_DOOR).forEach(i -> walk.add(leaving(now, door, i)));
                IntStream.range(0, AT_DOOR).forEach(i -> walk.add(entering(next, door, i)));
                room = next;
            }
            return walk;
        }

        /** The things on the other side of the door that a thing stands at. */
        List<Integer> across(int thing) {
            int place = thing % THINGS / AT_DOOR;
            int room = room(thing);
            if (place < DOORS) {
                return IntStream.range(0, AT_DOOR).mapToObj(i -> entering(doors[room][place], place, i)).toList();
            }
            int door = place - DOORS;
            if (door >= DOORS) {
                return List.of();
            }
            return IntStream.range(0, rooms).filter(from -> doors[from][door] == room)
                    .mapToObj(from -> IntStream.range(0, AT_DOOR).mapToObj(i -> leaving(from, door, i))).flatMap(all -> all).toList();
        }

        boolean together(int thing, int other) {
            return other >= 0 && (room(thing) == room(other) || across(thing).contains(other));
        }
    }
}
