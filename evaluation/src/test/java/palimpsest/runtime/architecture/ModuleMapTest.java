package palimpsest.runtime.architecture;

import static com.tngtech.archunit.base.DescribedFunction.describe;
import static com.tngtech.archunit.library.modules.syntax.AllowedModuleDependencies.allow;
import static com.tngtech.archunit.library.modules.syntax.ModuleDependencyScope.consideringOnlyDependenciesBetweenModules;
import static com.tngtech.archunit.library.modules.syntax.ModuleRuleDefinition.modules;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.modules.ArchModule;
import com.tngtech.archunit.library.modules.syntax.AllowedModuleDependencies;
import com.tngtech.archunit.library.modules.syntax.DescriptorFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import palimpsest.memory.PlantedBelow;
import palimpsest.runtime.architecture.planted.ReachesUp;

/** Which module may see which (docs/decisions/0101-modules.md), and that poms, classes and docs/architecture.md agree. */
class ModuleMapTest {

    private static final Path ROOT = Path.of("..");
    private static final Path PAGE = ROOT.resolve("docs/architecture.md");
    private static final String BEGIN = "<!-- modules: begin -->\n";
    private static final String END = "<!-- modules: end -->";
    private static final String REFRESH = "./mvnw -q -pl evaluation -am test -Dtest=ModuleMapTest -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.refresh";

    /** Each module sees those that are named and what those may see. Systems of one aggregator don't see each other. */
    private static final Map<String, Set<String>> MAY_SEE = Map.ofEntries(
            entry("testkit", Set.of()),
            entry("local-postgres", Set.of()),
            entry("text", Set.of()),
            entry("store", Set.of("text")),
            entry("retrieval", Set.of("store")),
            entry("qrranker", Set.of("retrieval")),
            entry("samd", Set.of("retrieval")),
            entry("metamem", Set.of("store")),
            entry("law", Set.of("retrieval")),
            entry("tools", Set.of("samd", "law")),
            entry("models", Set.of("text")),
            entry("engine", Set.of("tools", "models", "metamem")),
            entry("verify", Set.of("engine")),
            entry("mcp", Set.of("engine")),
            entry("autoconfigure", Set.of("verify", "mcp", "qrranker", "local-postgres")),
            entry("server", Set.of("autoconfigure", "local-postgres")),
            entry("evaluation", Set.of("server")),
            entry("starter", Set.of("autoconfigure")),
            entry("spring-ai-starter", Set.of("starter")),
            entry("spring-boot-app", Set.of("starter")),
            entry("benchmark-peers", Set.of("starter")),
            entry("web-app", Set.of()),
            entry("benchmarks", Set.of("autoconfigure", "local-postgres", "testkit")));

    /** A folder of classes, or a jar that the build has just made or that comes from a Maven repository. */
    private static final Pattern MODULE = Pattern.compile(".*/([^/]+)/target/(?:classes/|[^/]+\\.jar!/).*|.*/(?:palimpsest-)?([a-z-]+)-\\d[^/]*\\.jar!/.*");

    private final ModuleMap map = ModuleMap.of(ROOT);

    ModuleMapTest() throws IOException {}

    @Test
    void modules_declare_no_more_than_they_may_see() {
        assertThat(map.modules().keySet()).isEqualTo(MAY_SEE.keySet());
        assertThat(map.modules()).allSatisfy((name, module) -> assertThat(reachable(name)).as(name).containsAll(module.sees()));
    }

    @Test
    void classes_refer_to_no_module_that_theirs_may_not_see() {
        Set<String> found = new HashSet<>();
        arrows(javaClass -> {
            String module = module(javaClass);
            found.add(module);
            return module;
        }).check(ArchitectureTest.HOUSE);
        assertThat(found).as("modules on the class path").contains("text", "store", "retrieval", "qrranker", "samd", "metamem", "law", "tools", "models", "engine",
                "verify", "mcp", "autoconfigure", "server", "evaluation");
    }

    @Test
    void a_planted_arrow_upwards_is_found() {
        var planted = new ClassFileImporter().importClasses(ReachesUp.class, PlantedBelow.class);
        Map<String, String> places = Map.of(PlantedBelow.class.getName(), "store", ReachesUp.class.getName(), "engine");
        assertThat(arrows(javaClass -> places.get(javaClass.getName())).evaluate(planted).hasViolation()).isTrue();
        Map<String, String> siblings = Map.of(PlantedBelow.class.getName(), "samd", ReachesUp.class.getName(), "qrranker");
        assertThat(arrows(javaClass -> siblings.get(javaClass.getName())).evaluate(planted).hasViolation()).isTrue();
        Map<String, String> downwards = Map.of(PlantedBelow.class.getName(), "engine", ReachesUp.class.getName(), "store");
        assertThat(arrows(javaClass -> downwards.get(javaClass.getName())).evaluate(planted).hasViolation()).isFalse();
    }

    @Test
    void what_measures_is_seen_by_no_other_module() {
        assertThat(map.modules().values()).noneMatch(module -> module.sees().contains("evaluation"));
    }

    @Test
    void the_map_in_the_page_is_as_the_poms_are() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        String now = map.markdown();
        if (System.getProperty("docs.refresh") != null) {
            Files.writeString(PAGE, page.substring(0, begin) + now + page.substring(end));
        } else {
            assertThat(page.substring(begin, end)).as("the map in docs/architecture.md is stale; refresh it by: " + REFRESH).isEqualTo(now);
        }
    }

    private static ArchRule arrows(Function<JavaClass, String> place) {
        AllowedModuleDependencies allowed = allow().fromModule("store").toModules("text");
        for (String module : MAY_SEE.keySet()) {
            Set<String> targets = reachable(module);
            if (!targets.isEmpty()) {
                allowed = allowed.fromModule(module).toModules(targets.toArray(String[]::new));
            }
        }
        return modules().definedBy(describe("their Maven module", (JavaClass javaClass) -> ArchModule.Identifier.from(place.apply(javaClass))))
                .derivingModule(DescriptorFunction.describe("its folder's name", (identifier, classes) -> ArchModule.Descriptor.create(identifier.getPart(1))))
                .should().respectTheirAllowedDependencies(allowed, consideringOnlyDependenciesBetweenModules());
    }

    private static Set<String> reachable(String module) {
        var reached = new HashSet<String>();
        MAY_SEE.get(module).forEach(next -> {
            reached.add(next);
            reached.addAll(reachable(next));
        });
        return reached;
    }

    private static String module(JavaClass javaClass) {
        Matcher found = MODULE.matcher(javaClass.getSource().orElseThrow().getUri().toString());
        assertThat(found.matches()).as(javaClass.getName()).isTrue();
        return Arrays.asList(found.group(1), found.group(2)).stream().filter(name -> name != null).findFirst().orElseThrow();
    }
}
