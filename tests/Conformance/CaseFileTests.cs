using System.Text;
using Xunit;

namespace Weft.Tests.Conformance;

public sealed class CaseFileTests
{
    private const string Head = "RL-01a | RFC 9112 §2.2 | choice | what it is about\n";

    [Fact]
    public void ReadsEverything()
    {
        ConformanceCase read = Assert.Single(CaseFile.Parse("X.txt", Head + """
            # a comment

            > GET / HTTP/1.1
            >
            >| a\x00\\b
            ! await 1
            ! pause 1.5
            >| {3*xy}
            ! fin
            < 200|206 to HEAD
            <   Allow: GET, HEAD
            <   no ETag
            < 404 x 2
            <   body has nothing
            = close
            @ interim

            """));
        Assert.Equal("RL-01", read.Row);
        Assert.Equal("X.txt:1", read.Place);
        Assert.Equal("GET / HTTP/1.1\r\n\r\na\0\\b"u8, Assert.IsType<SendBytes>(read.Actions[0]).Bytes);
        Assert.Equal(new AwaitAnswers(1), read.Actions[1]);
        Assert.Equal(new Pause(TimeSpan.FromSeconds(1.5)), read.Actions[2]);
        Assert.Equal("xyxyxy"u8, Assert.IsType<SendBytes>(read.Actions[3]).Bytes);
        Assert.IsType<Finish>(read.Actions[4]);
        Assert.Equal([200, 206], read.Answers[0].Statuses);
        Assert.True(read.Answers[0].IsToHead);
        Assert.Equal(2, read.Answers[0].Checks.Count);
        Assert.Equal(3, read.Answers.Count);
        Assert.Equal(ConnectionEnd.Close, read.End);
        Assert.True(read.HasOptionalInterim && read.NeedsTime && read.ClientFinishes);
    }

    [Theory]
    [InlineData("> GET\n= keep\n", "X.txt:1:")]
    [InlineData("RL-01 | RFC | choice\n", "X.txt:1:")]
    [InlineData("RL-01abc | RFC | choice | x\n", "X.txt:1:")]
    [InlineData("RL-01a | RFC | OUGHT | x\n", "X.txt:1:")]
    [InlineData(Head + "> \\q\n= keep\n", "X.txt:2:")]
    [InlineData(Head + "> \\x4\n= keep\n", "X.txt:2:")]
    [InlineData(Head + "> {x*A}\n= keep\n", "X.txt:2:")]
    [InlineData(Head + "> {3*A\n= keep\n", "X.txt:2:")]
    [InlineData(Head + "> {9-5 of big}\n= keep\n", "X.txt:2:")]
    [InlineData(Head + "> {199999-200000 of big}\n= keep\n", "X.txt:2:")]
    [InlineData(Head + "> {1-2 of small}\n= keep\n", "X.txt:2:")]
    [InlineData(Head + "> a\n< 20\n= keep\n", "X.txt:3:")]
    [InlineData(Head + "> a\n<   no ETag\n= keep\n", "X.txt:3:")]
    [InlineData(Head + "> a\n< 200\n<   body smells odd\n= keep\n", "X.txt:4:")]
    [InlineData(Head + "> a\n< 200\n<   Date ~ (\n= keep\n", "X.txt:4:")]
    [InlineData(Head + "> a\n< 200\n<   body length many\n= keep\n", "X.txt:4:")]
    [InlineData(Head + "> a\n= maybe\n", "X.txt:3:")]
    [InlineData(Head + "> a\n= keep\n= keep\n", "X.txt:4:")]
    [InlineData(Head + "> a\n! dance\n= keep\n", "X.txt:3:")]
    [InlineData(Head + "> a\n@ unheard-of\n= keep\n", "X.txt:3:")]
    [InlineData(Head + "> a\n? what\n= keep\n", "X.txt:3:")]
    [InlineData(Head + "> a\n", "X.txt:1:")]
    [InlineData(Head + "= keep\n", "X.txt:1:")]
    public void SaysWhereAFileIsMalformed(string text, string place)
    {
        CaseFileException fault = Assert.Throws<CaseFileException>(() => CaseFile.Parse("X.txt", text));
        Assert.StartsWith(place, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATagIsThatOfTheSite()
    {
        const string Text = Head + "> {tag of hello.txt}\n< 200\n<   ETag: \"{tag of hello.txt}\"\n= keep\n";
        using FixtureSite site = new();
        string tag = site.TagOf("hello.txt");
        Assert.Matches("^b-1886caf21c963200-[0-9a-f]{16}$", tag);
        ConformanceCase read = Assert.Single(CaseFile.Parse("X.txt", Text, site));
        Assert.Equal(tag + "\r\n", Encoding.ASCII.GetString(Assert.IsType<SendBytes>(read.Actions[0]).Bytes));
        CaseFileException fault = Assert.Throws<CaseFileException>(
            () => CaseFile.Parse("X.txt", Head + "> {tag of nothing}\n= keep\n", site));
        Assert.StartsWith("X.txt:2:", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesTwoCasesOfOneName()
    {
        string folder = Directory.CreateTempSubdirectory("weft-cases-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "A.txt"), Head + "> a\n= keep\n");
            File.WriteAllText(Path.Combine(folder, "B.txt"), "\n" + Head + "> a\n= keep\n");
            CaseFileException fault = Assert.Throws<CaseFileException>(() => CaseFile.Load(folder));
            Assert.StartsWith("B.txt:2:", fault.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void EscapesReadBackWhatTheyWrite()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(static i => (byte)i), .. new byte[100], .. "{}\\"u8];
        Assert.Equal(all, Escapes.Decode(Escapes.Encode(all)));
    }

    [Fact]
    public void AStretchOfTheBigFileIsItsBytes() =>
        Assert.Equal([(byte)'<', .. FixtureSite.BigContent()[199_990..], (byte)'>'], Escapes.Decode("<{199990-199999 of big}>"));

    /// <summary>The rows that can be said as bytes in and out; the others are tested beside the code they are about.</summary>
    [Fact]
    public void EveryRowHasACase()
    {
        HashSet<string> rows = [.. CaseFile.LoadAll().Select(static each => each.Row)];
        string[] wanted =
        [
            .. Rows("RL", 1, 16), .. Rows("HD", 1, 17), .. Rows("FR", 1, 18), .. Rows("TG", 1, 18),
            .. Rows("FS", 1, 5), .. Rows("FS", 7, 8), .. Rows("RG", 1, 12), .. Rows("CD", 1, 11), .. Rows("RS", 1, 3), .. Rows("RS", 6, 7),
            .. Rows("CN", 1, 6), .. Rows("CN", 8, 10), .. Rows("OS", 1, 4),
        ];
        Assert.Empty(wanted.Except(rows, StringComparer.Ordinal));
    }

    private static IEnumerable<string> Rows(string group, int first, int last) =>
        Enumerable.Range(first, last - first + 1).Select(row => $"{group}-{row:00}");
}
