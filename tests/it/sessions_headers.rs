//! Transcripts in other languages: the head of one begins a new session, as it does in English.

use crate::common::{self, PRINCIPAL, Snapshot};
use hmaudit::report::{Readiness, Report};

const STARS: &str = "**********************";
const QUERY: &str = "Get-MgServicePrincipal -Filter \"AppId eq '00000002-0000-0ff1-ce00-000000000000'\"";
const NAMES: &str = "00000002-0000-0ff1-ce00-000000000000\nhttps://outlook.office365.com/\nhttps://mail.contoso.com/\nhttps://autodiscover.contoso.com/";

/// Title, time, process and the title of the end, by language.
const LANGUAGES: &[[&str; 4]] = &[
    ["Windows PowerShell transcript start", "Start time", "Process ID", "Windows PowerShell transcript end"],
    ["PowerShell transcript start", "Start time", "Process ID", "PowerShell transcript end"],
    ["Start der Windows PowerShell-Aufzeichnung", "Startzeit", "Prozess-ID", "Ende der Windows PowerShell-Aufzeichnung"],
    [
        "Début de la transcription Windows PowerShell",
        "Heure de début\u{a0}",
        "ID de processus\u{a0}",
        "Fin de la transcription Windows PowerShell",
    ],
    [
        "Inicio de la transcripción de Windows PowerShell",
        "Hora de inicio",
        "Id. de proceso",
        "Fin de la transcripción de Windows PowerShell",
    ],
    ["Inizio trascrizione di Windows PowerShell", "Ora di inizio", "ID processo", "Fine trascrizione di Windows PowerShell"],
    [
        "Início da transcrição do Windows PowerShell",
        "Hora de início",
        "ID do processo",
        "Fim da transcrição do Windows PowerShell",
    ],
    ["Windows PowerShell トランスクリプト開始", "開始時刻", "プロセス ID", "Windows PowerShell トランスクリプト終了"],
    ["Windows PowerShell 脚本开始", "开始时间", "进程 ID", "Windows PowerShell 脚本结束"],
    ["Windows PowerShell 기록 시작", "시작 시간", "프로세스 ID", "Windows PowerShell 기록 끝"],
    ["Начало записи протокола Windows PowerShell", "Время начала", "ИД процесса", "Конец записи протокола Windows PowerShell"],
];

fn head(words: &[&str; 4], process: u32, minimal: bool) -> String {
    let [title, time, id, _] = words;
    let rest = format!(
        "Username: CONTOSO\\admin\nRunAs User: CONTOSO\\admin\nConfiguration Name:\nMachine: EX01 (Microsoft Windows NT 10.0.17763.0)\n\
         Host Application: powershell.exe\n{id}: {process}\nPSVersion: 5.1.17763.592\nPSEdition: Desktop\nWSManStackVersion: 3.0\n"
    );
    format!("{STARS}\n{title}\n{time}: 20261119101500\n{}{STARS}\n", if minimal { "" } else { &rest })
}

fn end(words: &[&str; 4]) -> String {
    format!("{STARS}\n{}\n{}: 20261119101700\n{STARS}\n", words[3], words[1])
}

fn audit(session: &str) -> Report {
    let names = format!("{session}{NAMES}\nPS C:\\>\n");
    Snapshot::estate("healthy").without(PRINCIPAL).with("tenants/contoso/session.txt", &names).audit()
}

#[test]
fn a_new_transcript_forgets_variables() {
    for words in LANGUAGES {
        for minimal in [false, true] {
            for ended in [false, true] {
                let filled = format!("PS C:\\>$x = {QUERY}\n{}", if ended { end(words) } else { String::new() });
                let session = |process| {
                    let new = head(words, process, minimal);
                    audit(&format!("{}{filled}{new}PS C:\\>$x.ServicePrincipalNames\n", head(words, 1, minimal)))
                };
                let report = session(2);
                assert_eq!(report.verdict, Readiness::Inconclusive, "{words:?} {minimal} {ended}: {:#?}", common::told(&report));
                // The same process goes on with what it has.
                if !minimal {
                    let report = session(1);
                    assert_eq!(report.verdict, Readiness::Ready, "{words:?} {ended}: {:#?}", common::told(&report));
                }
            }
        }
    }
}

#[test]
fn a_new_transcript_forgets_connections() {
    let flags = "Get-OrganizationConfig | fl OAuth2ClientProfileEnabled,MapiHttpEnabled\n\n\nOAuth2ClientProfileEnabled : True\nMapiHttpEnabled            : True\n\n\n";
    for words in LANGUAGES {
        for minimal in [false, true] {
            let online = format!("{}PS C:\\>Connect-ExchangeOnline\n{}", head(words, 1, minimal), end(words));
            let here = |before: &str| {
                let text = format!("{before}{}PS C:\\>{flags}PS C:\\>\n{}", head(words, 2, minimal), end(words));
                Snapshot::estate("healthy").with("onprem/organizationconfig.txt", &text).audit()
            };
            for before in [online.as_str(), ""] {
                let report = here(before);
                assert_eq!(report.verdict, Readiness::Ready, "{words:?} {minimal}: {:#?}", common::told(&report));
            }
        }
    }
}

#[test]
fn a_new_transcript_forgets_the_tenant() {
    for words in LANGUAGES {
        for minimal in [false, true] {
            let text = |new: &str| {
                let before = format!("{}PS C:\\>Connect-MgGraph -TenantId fabrikam.onmicrosoft.com\n", head(words, 1, minimal));
                audit(&format!("{before}{}{new}PS C:\\>({QUERY}).ServicePrincipalNames\n", end(words)))
            };
            let report = text(&head(words, 2, minimal));
            assert_eq!(report.verdict, Readiness::Ready, "{words:?} {minimal}: {:#?}", common::told(&report));
            if !minimal {
                let report = text(&head(words, 1, minimal));
                assert_eq!(report.verdict, Readiness::Inconclusive, "{words:?} {minimal}: {:#?}", common::told(&report));
            }
        }
    }
}

#[test]
fn the_end_of_a_transcript_is_told_in_every_language() {
    for words in LANGUAGES {
        let text = format!("{}PS C:\\>({QUERY}).ServicePrincipalNames\n{NAMES}\n{}", head(words, 1, false), end(words));
        let report = Snapshot::estate("healthy").without(PRINCIPAL).with("tenants/contoso/session.txt", &text).audit();
        assert_eq!(report.verdict, Readiness::Ready, "{words:?}: {:#?}", common::told(&report));
    }
}
