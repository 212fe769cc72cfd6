def test_x(db, client):
    import time
    t=time.time(); r=client.get("/api/v1/openapi.json"); print(r.status_code, len(r.content), time.time()-t)
    d=r.json(); print(len(d["paths"]), sum(len(v) for v in d["paths"].values()))
    for p in ["", "/problems","/sites","/vendors"]:
        t=time.time(); r=client.get("/api/docs"+p); print(p,r.status_code,len(r.content), time.time()-t)
    assert 0
