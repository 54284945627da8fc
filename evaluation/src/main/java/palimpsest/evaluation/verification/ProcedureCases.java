package palimpsest.evaluation.verification;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import palimpsest.memory.document.Document;
import palimpsest.memory.note.NoteBook;
import palimpsest.memory.pack.PackLibrary;
import palimpsest.memory.pack.PackReader;
import palimpsest.memory.pack.document.DocumentTemplate;
import palimpsest.memory.pack.document.TemplateField;
import palimpsest.memory.pack.law.HybridTextIndex.Meaning;
import palimpsest.memory.pack.procedure.Act;
import palimpsest.memory.pack.procedure.Hearing;
import palimpsest.memory.pack.procedure.Procedure;
import palimpsest.memory.pack.procedure.ProcedureState;
import palimpsest.memory.pack.procedure.Stage;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.VerificationBudget;
import palimpsest.runtime.verify.Verifier;
import palimpsest.runtime.verify.checks.CheckingVerifier;
import palimpsest.runtime.verify.procedure.DocumentCheck;
import palimpsest.runtime.verify.procedure.ProcedureCheck;
import palimpsest.tools.law.LawTools;

/**
 * Cases from the procedures and templates of a pack: a hearing that goes on with the stage after next ({@code skipped_stage}) or with
 * the next one, and a document without one of its fields ({@code missing_field}) or with all. Nothing else is wrong with any of them.
 */
public final class ProcedureCases implements VerificationCases {

    public static final String SKIPPED_STAGE = "skipped_stage";
    public static final String MISSING_FIELD = "missing_field";

    private static final String TENANT = "cases";
    private static final List<String> WORDS = List.of("the", "lantern", "was", "taken", "from", "its", "place", "at", "night", "and", "brought", "home", "over",
            "water", "by", "somebody", "who", "knew", "pier");

    private final PackLibrary library;
    private final Verifier verifier;

    /** On the shipped pack, so that everybody measures the same. */
    public ProcedureCases() {
        this(new PackLibrary(PackReader.shipped("zumbrelia").orElseThrow(), Meaning.NONE));
    }

    public ProcedureCases(PackLibrary library) {
        this.library = library;
        this.verifier = new CheckingVerifier(List.of(new ProcedureCheck((tenant, conversation) -> Optional.of(library)),
                new DocumentCheck((tenant, conversation) -> Optional.of(library))), VerificationBudget.Limits.DEFAULT);
    }

    @Override
    public List<VerificationCase> generate(Random random, int each) {
        List<VerificationCase> cases = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            cases.addAll(hearing(random));
            cases.addAll(document(random));
        }
        return cases;
    }

    // --- hearings

    private record Jump(Procedure procedure, Stage next, Stage afterNext) {}

    /** From the end of what comes before a stage: into it, and over it. */
    private List<VerificationCase> hearing(Random random) {
        List<Jump> jumps = library.pack().procedures().stream().flatMap(procedure -> procedure.stages().stream()
                .flatMap(later -> later.after().stream().map(id -> new Jump(procedure, procedure.stage(id).orElseThrow(), later))))
                .filter(jump -> first(jump.next()).isPresent() && first(jump.afterNext()).isPresent()).toList();
        Jump jump = jumps.get(random.nextInt(jumps.size()));
        ProcedureState state = ProcedureState.START;
        for (Stage stage : before(jump.procedure(), jump.next())) {
            for (Act act : stage.required()) {
                state = state.with(stage.id(), act.id());
            }
        }
        Facts facts = new OnlyHearings(List.of(new Hearing(jump.procedure().courtType(), library.pack().name(), state, List.of())));
        return List.of(new VerificationCase(SKIPPED_STAGE, act(jump.procedure(), jump.afterNext(), random), facts, verifier),
                new VerificationCase(VerificationCase.CLEAN, act(jump.procedure(), jump.next(), random), facts, verifier));
    }

    private static List<Stage> before(Procedure procedure, Stage stage) {
        Set<String> ids = new LinkedHashSet<>(stage.after());
        for (boolean more = true; more; ) {
            more = ids.addAll(ids.stream().flatMap(id -> procedure.stage(id).orElseThrow().after().stream()).toList());
        }
        return procedure.stages().stream().filter(other -> ids.contains(other.id())).toList();
    }

    /** An act that waits for no other. */
    private static Optional<Act> first(Stage stage) {
        return stage.acts().stream().filter(act -> act.after().isEmpty()).findFirst();
    }

    /** The first act of a stage, done as it should be. */
    private static Subject act(Procedure procedure, Stage stage, Random random) {
        Act act = first(stage).orElseThrow();
        String says = words(random, 4 + random.nextInt(20)) + ". " + act.ask().stream().map(Act.Question::text).collect(Collectors.joining(" "))
                + act.cite().stream().map(article -> " See " + article + ".").collect(Collectors.joining());
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("court_type", procedure.courtType());
        arguments.put("act", act.id());
        arguments.put("role", act.roles().isEmpty() ? "witness" : act.roles().get(random.nextInt(act.roles().size())));
        arguments.put("content", says);
        return new Subject.ToolUse(LawTools.PROCEDURE_ACT, arguments, new LinkedHashMap<>(), false, List.of());
    }

    // --- documents

    private List<VerificationCase> document(Random random) {
        List<DocumentTemplate> templates = library.pack().templates();
        DocumentTemplate template = templates.get(random.nextInt(templates.size()));
        List<TemplateField> required = template.fields().stream().filter(TemplateField::required).toList();
        TemplateField left = required.get(random.nextInt(required.size()));
        Map<TemplateField, String> fields = new LinkedHashMap<>();
        template.fields().forEach(field -> fields.put(field, content(field, random)));
        String whole = document(fields);
        if (random.nextBoolean()) {
            fields.put(left, "");
        } else {
            fields.remove(left);
        }
        Facts facts = new OnlyHearings(List.of());
        return List.of(new VerificationCase(MISSING_FIELD, new Subject.AnswerGiving(document(fields), List.of()), facts, verifier),
                new VerificationCase(VerificationCase.CLEAN, new Subject.AnswerGiving(whole, List.of()), facts, verifier));
    }

    private static String document(Map<TemplateField, String> fields) {
        return fields.entrySet().stream().map(field -> field.getKey().label() + ": " + field.getValue()).collect(Collectors.joining("\n"));
    }

    private String content(TemplateField field, Random random) {
        return switch (field.kind()) {
            case TEXT -> words(random, Math.max(field.words(), 1) + random.nextInt(8));
            case NUMBER -> (1 + random.nextInt(900)) + " brass moons";
            case DATE -> (1 + random.nextInt(28)) + " May " + (600 + random.nextInt(90));
            case ARTICLE -> library.pack().articles().get(random.nextInt(library.pack().articles().size())).id().toString();
            case CHOICE -> field.oneOf().get(random.nextInt(field.oneOf().size()));
        };
    }

    private static String words(Random random, int count) {
        return IntStream.range(0, count).mapToObj(i -> WORDS.get(random.nextInt(WORDS.size()))).collect(Collectors.joining(" "));
    }

    /** A conversation of which nothing is known but its hearings. */
    private record OnlyHearings(List<Hearing> hearings) implements Facts {

        @Override
        public String tenant() {
            return TENANT;
        }

        @Override
        public UUID conversationId() {
            return new UUID(0, 0);
        }

        @Override
        public String question() {
            return "";
        }

        @Override
        public List<String> said() {
            return List.of();
        }

        @Override
        public NoteBook notes() {
            return NoteBook.empty();
        }

        @Override
        public List<Document> documents() {
            return List.of();
        }

        @Override
        public Optional<String> text(UUID documentId, int start, int end) {
            return Optional.empty();
        }

        @Override
        public List<ReadSpan> holding(String quote, List<Document> documents) {
            return List.of();
        }

        @Override
        public List<ReadSpan> read() {
            return List.of();
        }

        @Override
        public Optional<ReadSpan> chunk(int chunkId) {
            return Optional.empty();
        }

        @Override
        public List<PastCall> calls() {
            return List.of();
        }
    }
}
