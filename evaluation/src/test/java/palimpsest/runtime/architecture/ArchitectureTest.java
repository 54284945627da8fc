package palimpsest.runtime.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import org.junit.jupiter.api.Test;
import palimpsest.runtime.architecture.planted.ReachesUp;

/** The walls of the house (docs/architecture.md). */
class ArchitectureTest {

    static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // the test classes of other modules, which come as jars once those are packaged
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("palimpsest");

    private static final ArchRule MODULES_POINT_ONE_WAY = Architectures.layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("runtime").definedBy("palimpsest.runtime..")
            .layer("tools").definedBy("palimpsest.tools..")
            .layer("memory").definedBy("palimpsest.memory..")
            .layer("postgres").definedBy("palimpsest.postgres..")
            .whereLayer("runtime").mayNotBeAccessedByAnyLayer()
            .whereLayer("tools").mayOnlyBeAccessedByLayers("runtime")
            .whereLayer("memory").mayOnlyBeAccessedByLayers("runtime", "tools")
            .whereLayer("postgres").mayOnlyBeAccessedByLayers("runtime");

    @Test
    void modules_depend_one_way_from_runtime_over_tools_to_memory() {
        MODULES_POINT_ONE_WAY.check(HOUSE);
    }

    @Test
    void a_planted_dependency_upwards_is_found() {
        var planted = new ClassFileImporter().importClasses(ReachesUp.class, palimpsest.memory.PlantedBelow.class);
        assertThat(MODULES_POINT_ONE_WAY.evaluate(planted).hasViolation()).isTrue();
    }

    @Test
    void packages_form_no_cycles() {
        slices().matching("palimpsest.runtime.(**)").should().beFreeOfCycles().check(HOUSE);
        slices().matching("palimpsest.tools.(**)").should().beFreeOfCycles().check(HOUSE);
        slices().matching("palimpsest.memory.(**)").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void spring_boot_stands_at_the_edges_only() {
        noClasses().that().resideOutsideOfPackages("palimpsest.runtime.api..", "palimpsest.runtime.app..", "palimpsest.runtime.cli..", "palimpsest.runtime.wiring..", "palimpsest.runtime.server..",
                        "palimpsest.evaluation.command..")
                .should().dependOnClassesThat().resideInAnyPackage("org.springframework.boot..", "org.springframework.context..", "org.springframework.web..",
                        "org.springframework.beans..")
                .check(HOUSE);
    }

    @Test
    void sql_stands_in_the_memory_service_only() {
        noClasses().that().resideOutsideOfPackages("palimpsest.memory..", "palimpsest.runtime.wiring..", "palimpsest.runtime.server..", "palimpsest.runtime.api..", "palimpsest.postgres..", "palimpsest.evaluation..")
                .should().dependOnClassesThat().resideInAnyPackage("org.springframework.jdbc..")
                .check(HOUSE);
    }

    @Test
    void the_http_api_is_reached_by_no_inner_package() {
        classes().that().resideInAPackage("palimpsest.runtime.api..")
                .should().onlyBeAccessed().byAnyPackage("palimpsest.runtime.api..", "palimpsest.runtime.app..", "palimpsest.runtime.cli..", "palimpsest.runtime.server..")
                .check(HOUSE);
    }
}
