def test_x(cli):
    for c in ["list sites","show sites 1","show 11","show 999","list sites code__contains=1 --json","new sites --code 9 --name Nine","new sites --code 9 --name Nine --json","edit sites 9 --name Neun --if-version 1","edit sites 9 --name Neun --if-version 1","do delete sites 9 --preview","do delete sites 9","do delete sites 1 2 --each","actions sites 1","timeline sites 1","ask","do nope","forms --json", "completion bash","verify","jobs","token robot --days 3","export sites","template vendors","list sites x=1", "do"]:
        p=cli(*c.split()); open("/tmp/h7/c.txt","a").write(f"== {c} -> {p.code}\n{p.out[:500]}--{p.beside[:300]}\n")
    assert 0
