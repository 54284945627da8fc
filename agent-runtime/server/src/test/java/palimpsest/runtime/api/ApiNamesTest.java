package palimpsest.runtime.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A schema of the API's description has the simple name of its record: of two records of one name only one would be described. */
class ApiNamesTest {

    @Test
    void no_two_records_of_the_api_are_described_under_one_name() {
        Map<String, List<JavaClass>> byName = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("palimpsest.runtime.api").stream()
                // Those that are made to be written as events are no part of the description.
                .filter(type -> type.isRecord() && !type.getSimpleName().equals("Frame"))
                .collect(Collectors.groupingBy(type -> type.isAnnotatedWith(Schema.class) ? type.getAnnotationOfType(Schema.class).name() : type.getSimpleName()));
        assertThat(byName.values().stream().filter(types -> types.size() > 1)).isEmpty();
        assertThat(byName).containsKeys("ModelView", "OpenAiModel");
    }
}
