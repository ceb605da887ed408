package vn.certcopy.conformance;

import java.io.File;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.VeraPDFFoundry;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.RuleId;

/** veraPDF on PDF/A (ISO 19005): the flavour that the file claims, and 2b whatever it claims. */
final class ArchiveJudge {
    record Conformance(String flavour, boolean forced, boolean compliant, List<Failure> failures) {
    }

    record Failure(String clause, int test, int times, String description, String where) {
    }

    ArchiveJudge() {
        VeraGreenfieldFoundryProvider.initialise();
    }

    List<Conformance> judge(File file) throws Exception {
        return List.of(judge(file, PDFAFlavour.NO_FLAVOUR), judge(file, PDFAFlavour.PDFA_2_B));
    }

    private static Conformance judge(File file, PDFAFlavour wanted) throws Exception {
        VeraPDFFoundry foundry = Foundries.defaultInstance();
        boolean forced = wanted != PDFAFlavour.NO_FLAVOUR;
        try (PDFAParser parser = forced ? foundry.createParser(file, wanted) : foundry.createParser(file)) {
            if (parser.getFlavours().isEmpty()) {
                return new Conformance("none", forced, false, List.of());
            }
            PDFAFlavour flavour = parser.getFlavour();
            try (PDFAValidator validator = foundry.createValidator(flavour, false)) {
                ValidationResult result = validator.validate(parser);
                return new Conformance(flavour.getId(), forced, result.isCompliant(), failures(result));
            }
        }
    }

    private static List<Failure> failures(ValidationResult result) {
        List<Failure> failures = new ArrayList<>();
        for (Map.Entry<RuleId, Integer> failed : result.getFailedChecks().entrySet()) {
            RuleId rule = failed.getKey();
            String where = result.getTestAssertions().stream()
                .filter(each -> each.getStatus() == TestAssertion.Status.FAILED && each.getRuleId().equals(rule))
                .map(each -> each.getLocation().getContext() + " " + each.getErrorMessage()).findFirst().orElse("");
            String description = result.getValidationProfile().getRuleByRuleId(rule).getDescription();
            failures.add(new Failure(rule.getClause(), rule.getTestNumber(), failed.getValue(), description, where));
        }
        failures.sort(Comparator.comparing(Failure::clause).thenComparing(Failure::test));
        return failures;
    }
}
