using System.Globalization;
using Weft.Http;
using Weft.Tests.Conformance;
using Xunit;
using Xunit.Abstractions;

namespace Weft.Tests.Fuzz;

/// <summary>
/// Mutated requests, from a fixed seed. <c>WEFT_FUZZ_SEED</c> and <c>WEFT_FUZZ_COUNT</c> say where to begin and how many: a
/// failure names the seed that shows it alone.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper log)
{
    private static readonly HttpLimits Limits = new();
    private static readonly HttpLimits Narrow = new()
    {
        ReceiveBytes = 512,
        RequestLineBytes = 200,
        FieldLineBytes = 150,
        FieldSectionBytes = 400,
        FieldLines = 8,
        ContentBytes = 1000,
        ChunkExtensionBytes = 20,
        OutputBytes = 300,
    };

    [Fact]
    public void MutatedRequestsKeepTheLaws()
    {
        int seed = Setting("WEFT_FUZZ_SEED", 1);
        int count = Setting("WEFT_FUZZ_COUNT", 100_000);
        var source = new RequestSource();
        int past = 0;
        for (int i = 0; i < count; i++)
        {
            var random = new Random(seed + i);
            byte[] input = Mutator.Mutate(source.Next(random), source.Next(random), random);
            past += GetsPastItsFirstLine(input) ? 1 : 0;
            Try(seed + i, input, random);
        }
        log.WriteLine($"{count} inputs from seed {seed}; {past} got past the request line");
        Assert.True(count < 1000 || past * 2 >= count, $"only {past} of {count} got past the request line");
    }

    private static void Try(int seed, byte[] input, Random random)
    {
        try
        {
            HttpLimits limits = random.Next(4) == 0 ? Narrow : Limits;
            byte[] whole = Play(limits, input.Chunk(limits.ReceiveBytes).Select(static piece => new ReadOnlyMemory<byte>(piece)));
            byte[] split = Play(limits, Cut(input, limits.ReceiveBytes, random));
            if (!whole.AsSpan().SequenceEqual(split))
                Assert.Fail($"whole gives {Escapes.Encode(whole)}\nsplit gives {Escapes.Encode(split)}");
            using var whimsical = new Subject(limits with { Delay = TimeSpan.FromSeconds(random.Next(2)) }, random);
            whimsical.Run(Cut(input, limits.ReceiveBytes, random));
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"WEFT_FUZZ_SEED={seed} WEFT_FUZZ_COUNT=1: {Escapes.Encode(input)}\n{fault.Message}", fault);
        }
    }

    // Whether 100 Continue comes may depend on how the bytes come, so it is left out of the comparison.
    private static byte[] Play(HttpLimits limits, IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        using var subject = new Subject(limits);
        subject.Run(pieces);
        byte[] sent = subject.Sent;
        ReadOnlySpan<byte> interim = "HTTP/1.1 100 Continue\r\n\r\n"u8;
        for (int at = sent.AsSpan().IndexOf(interim); at >= 0; at = sent.AsSpan().IndexOf(interim))
            sent = [.. sent[..at], .. sent[(at + interim.Length)..]];
        return sent;
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Cut(byte[] input, int most, Random random)
    {
        int longest = random.Next(3) switch { 0 => 1, 1 => 20, _ => 500 };
        for (int at = 0; at < input.Length;)
        {
            int length = Math.Min(random.Next(1, Math.Min(longest, most) + 1), input.Length - at);
            yield return input.AsMemory(at, length);
            at += length;
        }
    }

    private static bool GetsPastItsFirstLine(ReadOnlySpan<byte> input)
    {
        if (input.StartsWith("\r\n"u8))
            input = input[2..];
        int end = input.IndexOf("\r\n"u8);
        RequestHead head = default;
        return end >= 0 && RequestLine.Parse(input[..end], 0, ref head) == Status.None;
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : otherwise;
}
