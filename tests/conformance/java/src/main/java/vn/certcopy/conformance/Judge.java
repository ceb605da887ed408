package vn.certcopy.conformance;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.LogManager;

/** Asks veraPDF and EU DSS about PDFs, and ETSI's schema about XML reports: one JSON line per file on standard output, the same in words on standard error. */
final class Judge {
    private static final String USAGE = "usage: java -jar judge.jar [--trust PEM]... FILE...";

    record Opinion(String file, List<ArchiveJudge.Conformance> pdfa, List<SignatureJudge.Finding> signatures,
                   List<SignatureJudge.Finding> timestamps, List<String> faults) {
    }

    private final ArchiveJudge archive = new ArchiveJudge();
    private final SignatureJudge signature;
    private final ReportJudge report = new ReportJudge();

    private Judge(List<File> anchors) throws Exception {
        signature = new SignatureJudge(anchors);
    }

    public static void main(String[] arguments) throws Exception {
        List<File> anchors = new ArrayList<>();
        List<File> files = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals("--trust") && i + 1 < arguments.length) {
                anchors.add(new File(arguments[++i]));
            } else {
                files.add(new File(arguments[i]));
            }
        }
        if (files.isEmpty()) {
            System.err.println(USAGE);
            System.exit(64);
        }
        LogManager.getLogManager().reset();
        Judge judge = new Judge(anchors);
        PrintStream lines = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream words = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        for (File file : files) {
            Opinion opinion = judge.hear(file);
            lines.println(new ObjectMapper().writeValueAsString(opinion));
            speak(opinion, words);
        }
    }

    private Opinion hear(File file) {
        List<String> faults = new ArrayList<>();
        if (file.getName().endsWith(".xml")) {
            faults.addAll(attempt(() -> report.judge(file), List.of(), faults));
            return new Opinion(file.getPath(), List.of(), List.of(), List.of(), faults);
        }
        List<ArchiveJudge.Conformance> pdfa = attempt(() -> archive.judge(file), List.of(), faults);
        SignatureJudge.Findings nothing = new SignatureJudge.Findings(List.of(), List.of());
        SignatureJudge.Findings found = attempt(() -> signature.judge(file), nothing, faults);
        return new Opinion(file.getPath(), pdfa, found.signatures(), found.timestamps(), faults);
    }

    private static <T> T attempt(Callable<T> work, T otherwise, List<String> faults) {
        try {
            return work.call();
        } catch (Exception | StackOverflowError problem) {
            faults.add(problem.toString());
            return otherwise;
        }
    }

    private static void speak(Opinion opinion, PrintStream words) {
        words.println(opinion.file());
        opinion.faults().forEach(fault -> words.println("  cannot be judged: " + fault));
        for (ArchiveJudge.Conformance each : opinion.pdfa()) {
            words.printf("  veraPDF %s (%s): %s%n", each.flavour(), each.forced() ? "forced" : "as claimed",
                each.compliant() ? "compliant" : "NOT compliant");
            each.failures().forEach(failure -> words.printf("    clause %s test %d, %d times: %s%n      at %s%n",
                failure.clause(), failure.test(), failure.times(), failure.description(), failure.where()));
        }
        opinion.signatures().forEach(each -> speak("signature", each, words));
        opinion.timestamps().forEach(each -> speak("time-stamp", each, words));
    }

    private static void speak(String kind, SignatureJudge.Finding finding, PrintStream words) {
        words.printf("  DSS %s %s%n    by %s: %s%s %s%n", kind, finding.id(), finding.signer(), finding.indication(),
            finding.subIndication() == null ? "" : "/" + finding.subIndication(), finding.format());
        finding.errors().forEach(error -> words.println("    error: " + error));
        finding.warnings().forEach(warning -> words.println("    warning: " + warning));
    }
}
